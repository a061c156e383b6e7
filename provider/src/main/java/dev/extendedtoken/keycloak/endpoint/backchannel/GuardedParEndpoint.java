package dev.extendedtoken.keycloak.endpoint.backchannel;

import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;

/** Keycloak's {@link ParEndpoint}, guarded. */
public final class GuardedParEndpoint extends ParEndpoint {

    private final ClientGuard guard;

    GuardedParEndpoint(KeycloakSession session, EventBuilder event, ClientGuard guard) {
        super(session, event);
        this.guard = guard;
    }

    @Override
    public Response request() {
        return guard.guarded(EventType.PUSHED_AUTHORIZATION_REQUEST, super::request);
    }
}
