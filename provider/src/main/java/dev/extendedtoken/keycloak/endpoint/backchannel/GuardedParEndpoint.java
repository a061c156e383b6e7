package dev.extendedtoken.keycloak.endpoint.backchannel;

import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;

/** Keycloak's {@link ParEndpoint}, guarded. */
public final class GuardedParEndpoint extends ParEndpoint {

    private final RequestGuard guard;

    public GuardedParEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session, event);
        this.guard = guard;
    }

    @Override
    public Response request() {
        try {
            guard.checkClaimedClient(EventType.PUSHED_AUTHORIZATION_REQUEST);
            return guard.check(super.request());
        } catch (RuntimeException e) {
            throw guard.check(e);
        }
    }

    /** The endpoint's client-policy event comes too late: the DPoP proof is used up by then (RFC 9449). */
    @Override
    protected void authorizeClient() {
        super.authorizeClient();
        guard.checkAuthenticatedClient();
    }
}
