package dev.extendedtoken.keycloak.endpoint;

import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.LogoutEndpoint;

/** Keycloak's {@link LogoutEndpoint}, guarded where a client logs out by a refresh token; a browser has no key. */
public final class GuardedLogoutEndpoint extends LogoutEndpoint {

    private final KeycloakSession session;
    private final ClientGuard guard;

    GuardedLogoutEndpoint(KeycloakSession session, TokenManager tokenManager, EventBuilder event, ClientGuard guard) {
        super(session, tokenManager, event);
        this.session = session;
        this.guard = guard;
    }

    @Override
    public Response logout() {
        boolean byRefreshToken = session.getContext()
                .getHttpRequest()
                .getDecodedFormParameters()
                .containsKey(OAuth2Constants.REFRESH_TOKEN);
        return byRefreshToken ? guard.guarded(EventType.LOGOUT, super::logout) : super.logout();
    }
}
