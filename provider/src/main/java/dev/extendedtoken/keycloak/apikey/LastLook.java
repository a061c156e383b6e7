package dev.extendedtoken.keycloak.apikey;

import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;
import org.keycloak.representations.AccessToken;

/**
 * Looks at whom a token response is for, whichever grant made it, be it another extension's: no token leaves the token
 * endpoint without the key of the client that it is issued to. (The session of the response may be another client's: of
 * the resource server in UMA, of the audience in Keycloak's older token exchange.)
 */
public final class LastLook implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return context -> look(session, context);
    }

    private static void look(KeycloakSession session, TokenPostProcessorContext context) {
        ApiKeyGuard.of(session).ifPresent(guard -> Optional.ofNullable(context.accessToken())
                .map(AccessToken::getIssuedFor)
                .map(session.getContext().getRealm()::getClientByClientId)
                .ifPresent(guard::authenticated));
    }

    @Override
    public String getId() {
        return "extended-token-api-key";
    }
}
