package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.userjwt.UserJwtConfiguration;
import dev.extendedtoken.keycloak.userjwt.UserJwtSessions;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;
import org.keycloak.representations.AccessToken;

/**
 * Looks at whom a token is for, whichever grant made it: none leaves the token endpoint for a client whose rules the
 * request was not judged by, or for another user than they ask for.
 */
public final class TokenClientUserJwtCheckFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return answer -> {
            UserJwtSessions.refuseOffline(answer.refreshToken());
            TokenRules.of(session).ifPresent(rules -> check(session, rules, answer));
            markDerived(session, answer);
        };
    }

    /** So that nobody takes it for the token of a login: an access token that is refreshed tells its grant no more. */
    private static void markDerived(KeycloakSession session, TokenPostProcessorContext answer) {
        if (answer.requestRefreshToken() == null
                && DerivedToken.isRequested(session)
                && session.getProvider(ClientPolicyEvaluator.class).isConfigured(UserJwtConfiguration.class)) {
            DerivedToken.mark(answer.accessToken());
            DerivedToken.mark(answer.refreshToken());
        }
    }

    private static void check(KeycloakSession session, TokenRules rules, TokenPostProcessorContext answer) {
        UserModel user =
                answer.clientSessionCtx().getClientSession().getUserSession().getUser();
        Optional.ofNullable(session.getContext().getClient()).ifPresent(client -> {
            rules.check(client);
            rules.check(client, user);
        });
        Optional.ofNullable(answer.accessToken())
                .map(AccessToken::getIssuedFor)
                .map(id -> session.getContext().getRealm().getClientByClientId(id))
                .ifPresent(rules::check);
    }

    @Override
    public String getId() {
        return "extended-token-rules";
    }
}
