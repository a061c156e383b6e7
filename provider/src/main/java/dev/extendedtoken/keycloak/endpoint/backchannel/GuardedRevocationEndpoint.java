package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.userjwt.UserJwtRevocations;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;

/** Keycloak's {@link TokenRevocationEndpoint}, guarded. What it revokes is remembered for user JWTs. */
public final class GuardedRevocationEndpoint extends TokenRevocationEndpoint {

    private final KeycloakSession session;
    private final RequestGuard guard;

    public GuardedRevocationEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session, event);
        this.session = session;
        this.guard = guard;
    }

    @Override
    public Response revoke() {
        try {
            guard.checkClaimedClient(EventType.REVOKE_GRANT, ClientPolicyEvent.TOKEN_REVOKE);
            Response response = super.revoke();
            new UserJwtRevocations(session).extend();
            return guard.check(response);
        } catch (RuntimeException e) {
            throw guard.check(e);
        }
    }
}
