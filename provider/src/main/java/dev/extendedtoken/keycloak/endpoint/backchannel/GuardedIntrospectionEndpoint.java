package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.userjwt.PresentedSessions;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenIntrospectionEndpoint;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;

/** Keycloak's {@link TokenIntrospectionEndpoint}, guarded. */
public final class GuardedIntrospectionEndpoint extends TokenIntrospectionEndpoint {

    private final KeycloakSession session;
    private final RequestGuard guard;

    public GuardedIntrospectionEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session, event);
        this.session = session;
        this.guard = guard;
    }

    @Override
    public Response introspect() {
        try {
            guard.checkClaimedClient(EventType.INTROSPECT_TOKEN, ClientPolicyEvent.TOKEN_INTROSPECT);
            new PresentedSessions(session).endOrphaned();
            return guard.check(super.introspect());
        } catch (RuntimeException e) {
            throw guard.check(e);
        }
    }
}
