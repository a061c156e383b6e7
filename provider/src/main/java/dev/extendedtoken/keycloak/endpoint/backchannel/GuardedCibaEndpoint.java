package dev.extendedtoken.keycloak.endpoint.backchannel;

import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.BackchannelAuthenticationEndpoint;

/** Keycloak's {@link BackchannelAuthenticationEndpoint}, guarded. */
public final class GuardedCibaEndpoint extends BackchannelAuthenticationEndpoint {

    private final ClientGuard guard;

    GuardedCibaEndpoint(KeycloakSession session, EventBuilder event, ClientGuard guard) {
        super(session, event);
        this.guard = guard;
    }

    @Override
    public Response processGrantRequest() {
        return guard.guarded(EventType.LOGIN, super::processGrantRequest);
    }
}
