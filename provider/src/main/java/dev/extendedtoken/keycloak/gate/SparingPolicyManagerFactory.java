package dev.extendedtoken.keycloak.gate;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientpolicy.ClientPolicyContext;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;

/**
 * Keycloak's {@link DefaultClientPolicyManager}, spared the events that nobody listens to. At each of them, several times
 * a request, it reads the realm's JSON anew and lets the conditions vote; executors of ours do nothing at any event, so
 * where a realm holds no others, nothing can come of it. It also sees each update that a client makes of itself.
 */
public final class SparingPolicyManagerFactory extends DefaultClientPolicyManagerFactory {

    @Override
    public ClientPolicyManager create(KeycloakSession session) {
        return new SparingPolicyManager(session);
    }

    private static final class SparingPolicyManager extends DefaultClientPolicyManager {

        private final KeycloakSession session;

        SparingPolicyManager(KeycloakSession session) {
            super(session);
            this.session = session;
        }

        @Override
        public void triggerOnEvent(ClientPolicyContext event) throws ClientPolicyException {
            SelfUpdate.on(session, event);
            if (!session.getProvider(Gate.class).holdsOnlyOurs()) {
                super.triggerOnEvent(event);
                // Executors of others may change the client, too.
                SelfUpdate.of(session).ifPresent(SelfUpdate::check);
            }
        }
    }
}
