package dev.extendedtoken.keycloak.endpoint.backchannel;

import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;

/** Keycloak's {@link TokenRevocationEndpoint}, guarded. */
public final class GuardedRevocationEndpoint extends RecordingRevocationEndpoint {

    private final ClientGuard guard;

    public GuardedRevocationEndpoint(KeycloakSession session, EventBuilder event, ClientGuard guard) {
        super(session, event);
        this.guard = guard;
    }

    @Override
    public Response revoke() {
        return guard.guarded(EventType.REVOKE_GRANT, super::revoke);
    }
}
