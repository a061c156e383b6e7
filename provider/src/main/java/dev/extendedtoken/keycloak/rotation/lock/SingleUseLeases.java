package dev.extendedtoken.keycloak.rotation.lock;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Leases in the installed {@link SingleUseObjectProvider}, as Keycloak keeps its {@code refreshLock} there. With the feature
 * "stateless" a lease is a row. Each operation has a transaction of its own: in that of the request, a waiting request would
 * keep the row locked, so that its holder could not give it back; and the row of a request that is rolled back would be gone
 * although its lease is passed on.
 */
record SingleUseLeases(KeycloakSession session) implements LeaseStore {

    private static final Logger LOG = Logger.getLogger(SingleUseLeases.class);

    private static final String HOLDER = "holder";

    /**
     * {@link SingleUseObjectProvider#putIfAbsent} stores no holder, and counts in whole seconds: what is put late in a second
     * ends almost a second early.
     */
    @Override
    public boolean take(String key, String holder, Duration lifespan) {
        try {
            return inTransaction(own -> own.singleUseObjects().putIfAbsent(key, lifespan.toSeconds() + 1)
                    && own.singleUseObjects().replace(key, Map.of(HOLDER, holder)));
        } catch (RuntimeException e) {
            throw new StorageUnavailableException("The store of single-use objects fails", e);
        }
    }

    /** Not if it has ended meanwhile and another holder has taken it. */
    @Override
    public void giveBack(String key, String holder) {
        try {
            inTransaction(own -> {
                if (isHeldBy(holder, own.singleUseObjects().get(key))
                        && !isHeldBy(holder, own.singleUseObjects().remove(key))) {
                    own.getTransactionManager().setRollbackOnly();
                }
                return true;
            });
        } catch (RuntimeException e) {
            LOG.debugf(e, "The lease of %s ends by itself", key);
        }
    }

    private static boolean isHeldBy(String holder, Map<String, String> notes) {
        return notes != null && holder.equals(notes.get(HOLDER));
    }

    private boolean inTransaction(Function<KeycloakSession, Boolean> operation) {
        return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), operation::apply);
    }
}
