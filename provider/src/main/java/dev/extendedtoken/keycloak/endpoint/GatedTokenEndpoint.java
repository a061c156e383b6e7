package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.rules.request.CodeScope;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;
import org.keycloak.representations.AccessTokenResponse;

/**
 * Keycloak's {@link TokenEndpoint} with a second look, after the client is authenticated and before its grant runs.
 */
public class GatedTokenEndpoint extends TokenEndpoint {

    private final KeycloakSession session;
    private final Runnable secondLook;

    /** @param secondLook throws the answer if the client that was authenticated may not do what the claimed one may */
    GatedTokenEndpoint(KeycloakSession session, TokenManager tokenManager, EventBuilder event, Runnable secondLook) {
        super(session, tokenManager, event);
        this.session = session;
        this.secondLook = secondLook;
    }

    /** A refresh for less than {@code openid} also gives less than an ID token, where a policy narrows scopes. */
    @Override
    public Response processGrantRequest() {
        Response response = super.processGrantRequest();
        if (response.getEntity() instanceof AccessTokenResponse tokens && CodeScope.lacksOpenid(session, tokens)) {
            tokens.setIdToken(null);
        }
        return response;
    }

    @Override
    protected void checkParameters() {
        secondLook.run();
        super.checkParameters();
    }
}
