package dev.extendedtoken.keycloak.clientpolicy;

import dev.extendedtoken.keycloak.request.RequestState;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;

/**
 * Keycloak's {@link DefaultClientPolicyManager}, spared the events that nobody listens to. At each of them, several times
 * a request, it reads the realm's JSON anew and lets the conditions vote; executors of ours do nothing at any event, so
 * where a realm holds no others, nothing can come of it. The {@link ClientEventListener} of the request gets every event,
 * and {@link SelfUpdate} those of an update that a client makes of itself.
 */
public final class ShortCircuitingPolicyManagerFactory extends DefaultClientPolicyManagerFactory {

    @Override
    public ClientPolicyManager create(KeycloakSession session) {
        return new ShortCircuitingPolicyManager(session);
    }

    /** Whether the server has this manager, so that a {@link ClientEventListener} gets every event. */
    public static boolean isInstalled(KeycloakSession session) {
        return session.clientPolicy() instanceof ShortCircuitingPolicyManager;
    }

    private static final Logger LOG = Logger.getLogger(ShortCircuitingPolicyManagerFactory.class);

    private static final class ShortCircuitingPolicyManager extends DefaultClientPolicyManager {

        private final KeycloakSession session;

        private final Set<String> changedRealms = new HashSet<>();

        ShortCircuitingPolicyManager(KeycloakSession session) {
            super(session);
            this.session = session;
        }

        @Override
        public void triggerOnEvent(ClientPolicyContext event) throws ClientPolicyException {
            RequestState.find(session, ClientEventListener.class).ifPresent(listener -> listener.onEvent(event));
            SelfUpdate.on(session, event);
            if (!session.getProvider(ClientPolicyEvaluator.class).ignoresPolicyEvents()) {
                super.triggerOnEvent(event);
                // Executors of others may change the client, too.
                SelfUpdate.of(session).ifPresent(SelfUpdate::check);
            }
        }

        @Override
        public void updateClientProfiles(RealmModel realm, ClientProfilesRepresentation profiles)
                throws ClientPolicyException {
            super.updateClientProfiles(realm, profiles);
            readOnceCommitted(realm);
        }

        @Override
        public void updateClientPolicies(RealmModel realm, ClientPoliciesRepresentation policies)
                throws ClientPolicyException {
            super.updateClientPolicies(realm, policies);
            readOnceCommitted(realm);
        }

        /** So that what is wrong with policies stands in the log when they are saved, not when the next request comes. */
        private void readOnceCommitted(RealmModel realm) {
            String id = realm.getId();
            if (changedRealms.add(id)) {
                KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
                session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
                    @Override
                    protected void commitImpl() {
                        try {
                            KeycloakModelUtils.runJobInTransaction(factory, own -> read(own, id));
                        } catch (RuntimeException e) {
                            // The policies are saved; the realm's next request reads them.
                            LOG.debug("Saved client policies cannot be read yet", e);
                        }
                    }

                    @Override
                    protected void rollbackImpl() {}
                });
            }
        }

        private static void read(KeycloakSession own, String realm) {
            Optional.ofNullable(own.realms().getRealm(realm)).ifPresent(changed -> {
                own.getContext().setRealm(changed);
                own.getProvider(ClientPolicyEvaluator.class).isConfigured(ExecutorConfiguration.class);
            });
        }
    }
}
