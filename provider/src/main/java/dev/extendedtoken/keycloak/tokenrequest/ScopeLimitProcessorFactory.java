package dev.extendedtoken.keycloak.tokenrequest;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/** Writes the {@link ScopeLimit} into the tokens of a narrowed code exchange, and of all that derives from them. */
public final class ScopeLimitProcessorFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return answer -> {
            if (ScopeLimit.hasBegun(session) || ScopeLimit.isLimited(answer.requestRefreshToken())) {
                write(answer);
            }
        };
    }

    /** The access token of a refresh may have less than the refresh token, which keeps its scope. */
    private static void write(TokenPostProcessorContext answer) {
        ScopeLimit.put(answer.accessToken(), answer.clientSessionCtx().getScopeString(true));
        if (answer.refreshToken() != null) {
            ScopeLimit.put(answer.refreshToken(), answer.refreshToken().getScope());
        }
    }

    @Override
    public String getId() {
        return "extended-token-scope-limit";
    }
}
