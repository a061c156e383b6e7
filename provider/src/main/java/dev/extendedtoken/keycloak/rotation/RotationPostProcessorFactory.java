package dev.extendedtoken.keycloak.rotation;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;
import org.keycloak.representations.RefreshToken;

/**
 * The last look at the tokens of every answer, whichever grant or endpoint makes it: all checks are passed, and all
 * that may still drop the refresh token has run. Only here is written what a refresh has decided.
 */
public final class RotationPostProcessorFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return answer -> process(session, answer);
    }

    private static void process(KeycloakSession session, TokenPostProcessorContext answer) {
        if (answer.requestRefreshToken() != null) {
            Refresh.of(session, answer.requestRefreshToken()).ifPresent(refresh -> refresh.complete(answer));
        } else if (answer.refreshToken() != null && isKeycloaksOwn(answer.refreshToken())) {
            new FirstToken(session, answer).startFamily();
        }
    }

    private static boolean isKeycloaksOwn(RefreshToken token) {
        return RotatingRefreshTokenFactory.isKeycloaksOwn(token);
    }

    /** Keycloak asks those with a high order first. */
    @Override
    public int order() {
        return -1000;
    }

    @Override
    public String getId() {
        return "refresh-token-rotation";
    }
}
