package dev.extendedtoken.keycloak.apikey;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/**
 * Looks at whom a token response is for, whichever grant made it: UMA, which authenticates its client by itself, a
 * pre-authorized code, a grant of another extension. No token leaves the token endpoint without the key of its client.
 */
public final class LastLook implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return context -> look(session, context);
    }

    private static void look(KeycloakSession session, TokenPostProcessorContext context) {
        ApiKeyGuard.of(session)
                .ifPresent(guard -> guard.authenticated(
                        context.clientSessionCtx().getClientSession().getClient()));
    }

    @Override
    public String getId() {
        return "extended-token-api-key";
    }
}
