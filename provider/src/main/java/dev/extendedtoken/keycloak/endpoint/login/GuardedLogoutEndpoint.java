package dev.extendedtoken.keycloak.endpoint.login;

import dev.extendedtoken.keycloak.endpoint.backchannel.RequestGuard;
import dev.extendedtoken.keycloak.outofband.OutOfBand;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.LogoutEndpoint;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;

/**
 * Keycloak's {@link LogoutEndpoint}, guarded where a client logs out by a refresh token; a browser has no key. Nobody is
 * sent on to an out-of-band redirect URI.
 */
public final class GuardedLogoutEndpoint extends LogoutEndpoint {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final RequestGuard guard;

    public GuardedLogoutEndpoint(
            KeycloakSession session, TokenManager tokenManager, EventBuilder event, RequestGuard guard) {
        super(session, tokenManager, event);
        this.session = session;
        this.event = event;
        this.guard = guard;
    }

    @Override
    public Response logout(
            String idTokenHint,
            String clientId,
            String postLogoutRedirectUri,
            String state,
            String uiLocales,
            String initiatingIdp) {
        OutOfBand outOfBand = new OutOfBand(session);
        return outOfBand.isPostLogoutRedirect(postLogoutRedirectUri)
                ? outOfBand.postLogoutRedirectError(event.event(EventType.LOGOUT), postLogoutRedirectUri)
                : super.logout(idTokenHint, clientId, postLogoutRedirectUri, state, uiLocales, initiatingIdp);
    }

    /** Guards the request only if it has a refresh token: without one, Keycloak calls the other method. */
    @Override
    public Response logout() {
        MultivaluedMap<String, String> form =
                session.getContext().getHttpRequest().getDecodedFormParameters();
        if (!form.containsKey(OAuth2Constants.REFRESH_TOKEN)) {
            return super.logout();
        }
        try {
            guard.checkClaimedClient(EventType.LOGOUT, ClientPolicyEvent.LOGOUT_REQUEST);
            return guard.check(super.logout());
        } catch (RuntimeException e) {
            throw guard.check(e);
        }
    }
}
