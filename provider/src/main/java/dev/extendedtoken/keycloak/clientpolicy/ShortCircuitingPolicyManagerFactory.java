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
 * Keycloak's {@link DefaultClientPolicyManager}, which does nothing at an event to which no executor of the realm reacts.
 * Otherwise it parses the realm's JSON and lets the conditions vote several times per request. The {@link
 * ClientEventListener} of the request gets every event, {@link SelfUpdate} those of an update that a client makes of
 * itself, and {@link ReservedClients} those of client registration.
 */
public final class ShortCircuitingPolicyManagerFactory extends DefaultClientPolicyManagerFactory {

    private static final Logger LOG = Logger.getLogger(ShortCircuitingPolicyManagerFactory.class);

    @Override
    public ClientPolicyManager create(KeycloakSession session) {
        return new ShortCircuitingPolicyManager(session);
    }

    /** Whether the server has this manager, so that a {@link ClientEventListener} gets every event. */
    public static boolean isInstalled(KeycloakSession session) {
        return session.clientPolicy() instanceof ShortCircuitingPolicyManager;
    }

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
            new ReservedClients(session).check(event);
            SelfUpdate.on(session, event);
            if (!session.getProvider(ClientPolicyEvaluator.class).ignoresPolicyEvents()) {
                super.triggerOnEvent(event);
                // Other executors may have changed the client.
                SelfUpdate.find(session).ifPresent(SelfUpdate::check);
            }
        }

        @Override
        public void updateClientProfiles(RealmModel realm, ClientProfilesRepresentation profiles)
                throws ClientPolicyException {
            super.updateClientProfiles(realm, profiles);
            readAfterCommit(realm);
        }

        @Override
        public void updateClientPolicies(RealmModel realm, ClientPoliciesRepresentation policies)
                throws ClientPolicyException {
            super.updateClientPolicies(realm, policies);
            readAfterCommit(realm);
        }

        /** Warnings about the policies are logged when they are saved, not at the next request. */
        private void readAfterCommit(RealmModel realm) {
            String id = realm.getId();
            if (changedRealms.add(id)) {
                KeycloakSessionFactory factory = session.getKeycloakSessionFactory();
                session.getTransactionManager().enlistAfterCompletion(new AbstractKeycloakTransaction() {
                    @Override
                    protected void commitImpl() {
                        try {
                            KeycloakModelUtils.runJobInTransaction(factory, own -> read(own, id));
                        } catch (RuntimeException e) {
                            // The policies are saved, and are read at the next request of the realm.
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
