package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.tokenrequest.CodeScope;
import dev.extendedtoken.keycloak.userjwt.PresentedSessions;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;
import org.keycloak.representations.AccessTokenResponse;

/**
 * Keycloak's {@link TokenEndpoint} with a second look, after the client is authenticated and before its grant runs, and
 * with the rules of the client's policies.
 */
public class GuardedTokenEndpoint extends TokenEndpoint {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final Runnable checkAuthenticatedClient;

    /** @param checkAuthenticatedClient throws the answer if the client that was authenticated may not do what the claimed one may */
    public GuardedTokenEndpoint(
            KeycloakSession session, TokenManager tokenManager, EventBuilder event, Runnable checkAuthenticatedClient) {
        super(session, tokenManager, event);
        this.session = session;
        this.event = event;
        this.checkAuthenticatedClient = checkAuthenticatedClient;
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

    /** Rules look at parameters, so Keycloak's limits on those come first. */
    @Override
    protected void checkParameters() {
        checkAuthenticatedClient.run();
        DerivedToken.keepRequest(session, session.getContext().getHttpRequest().getDecodedFormParameters());
        super.checkParameters();
        new PresentedSessions(session).endOrphaned();
        new TokenRules(session, event).check();
    }
}
