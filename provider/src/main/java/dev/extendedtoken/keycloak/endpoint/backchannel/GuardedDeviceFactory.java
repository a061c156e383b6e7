package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.clientpolicy.ExecutorConfiguration;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.device.endpoints.DeviceEndpointFactory;
import org.keycloak.services.resource.RealmResourceProvider;

/**
 * Takes the place of Keycloak's {@link DeviceEndpointFactory} under its id: the short address that people type in also
 * takes a client's device authorization request.
 */
public final class GuardedDeviceFactory extends DeviceEndpointFactory {

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        if (!session.getProvider(ClientPolicyEvaluator.class).isConfigured(ExecutorConfiguration.class)) {
            return super.create(session);
        }
        KeycloakContext context = session.getContext();
        EventBuilder event = new EventBuilder(context.getRealm(), session, context.getConnection());
        return new GuardedDeviceEndpoint(session, event);
    }

    @Override
    public int order() {
        return 1;
    }
}
