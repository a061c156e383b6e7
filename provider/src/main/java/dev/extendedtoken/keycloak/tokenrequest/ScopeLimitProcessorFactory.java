package dev.extendedtoken.keycloak.tokenrequest;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Writes the {@link ScopeLimit} into the tokens of a narrowed code exchange and into all tokens derived from them. */
public final class ScopeLimitProcessorFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return response -> {
            if (ScopeLimit.isApplied(session) || ScopeLimit.isLimited(response.requestRefreshToken())) {
                write(response);
            }
        };
    }

    /** The access token of a refresh may have less scope than the refresh token, which keeps its scope. */
    private static void write(TokenPostProcessorContext response) {
        ScopeLimit.write(response.accessToken(), response.clientSessionCtx().getScopeString(true));
        if (response.refreshToken() != null) {
            ScopeLimit.write(response.refreshToken(), response.refreshToken().getScope());
        }
    }

    @Override
    public String getId() {
        return "extended-token-scope-limit";
    }
}
