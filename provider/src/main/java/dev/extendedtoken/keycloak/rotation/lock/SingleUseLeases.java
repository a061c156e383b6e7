package dev.extendedtoken.keycloak.rotation.lock;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.utils.KeycloakModelUtils;

/** Leases in the installed {@link SingleUseObjectProvider}, as Keycloak keeps its {@code refreshLock} there. */
record SingleUseLeases(KeycloakSession session) implements LeaseStore {

    private static final Logger LOG = Logger.getLogger(SingleUseLeases.class);

    /** {@link SingleUseObjectProvider#putIfAbsent} stores no holder. */
    @Override
    public boolean take(String key, String holder, Duration lifespan) {
        try {
            return session.singleUseObjects().putIfAbsent(key, lifespan.toSeconds());
        } catch (RuntimeException e) {
            throw new StorageUnavailableException("The store of single-use objects fails", e);
        }
    }

    @Override
    public void giveBack(String key, String holder) {
        try {
            KeycloakModelUtils.runJobInTransaction(session.getKeycloakSessionFactory(), own -> own.singleUseObjects()
                    .remove(key));
        } catch (RuntimeException e) {
            LOG.debugf(e, "The lease of %s ends by itself", key);
        }
    }
}
