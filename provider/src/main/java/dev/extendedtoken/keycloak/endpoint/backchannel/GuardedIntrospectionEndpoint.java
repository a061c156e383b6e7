package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.userjwt.PresentedSessions;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenIntrospectionEndpoint;

/** Keycloak's {@link TokenIntrospectionEndpoint}, guarded. */
public final class GuardedIntrospectionEndpoint extends TokenIntrospectionEndpoint {

    private final KeycloakSession session;
    private final ClientGuard guard;

    public GuardedIntrospectionEndpoint(KeycloakSession session, EventBuilder event, ClientGuard guard) {
        super(session, event);
        this.session = session;
        this.guard = guard;
    }

    @Override
    public Response introspect() {
        return guard.guarded(EventType.INTROSPECT_TOKEN, () -> {
            new PresentedSessions(session).endOrphaned();
            return super.introspect();
        });
    }
}
