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
 * Checks the rules of the client that a token is for, and its user, for all grants: the rules must permit the request, and the
 * user must be the one that they require. Also marks derived tokens.
 */
public final class TokenClientRulesCheckFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return answer -> {
            UserJwtSessions.refuseOffline(answer.refreshToken());
            RequestGuard.forRequest(session).ifPresent(guard -> check(session, guard, answer));
            markDerived(session, answer);
        };
    }

    /**
     * Marks a derived token, so that it is not accepted as the token of a login. Once it is refreshed, nothing else shows by
     * which grant type it was obtained.
     */
    private static void markDerived(KeycloakSession session, TokenPostProcessorContext answer) {
        if (answer.requestRefreshToken() == null
                && DerivedToken.isRequested(session)
                && session.getProvider(ClientPolicyEvaluator.class).isConfigured(UserJwtConfiguration.class)) {
            DerivedToken.mark(answer.accessToken());
            DerivedToken.mark(answer.refreshToken());
        }
    }

    private static void check(KeycloakSession session, RequestGuard guard, TokenPostProcessorContext answer) {
        UserModel user =
                answer.clientSessionCtx().getClientSession().getUserSession().getUser();
        Optional.ofNullable(session.getContext().getClient()).ifPresent(client -> {
            guard.checkTokenRules(client);
            guard.checkTokenUser(client, user);
        });
        Optional.ofNullable(answer.accessToken())
                .map(AccessToken::getIssuedFor)
                .map(id -> session.getContext().getRealm().getClientByClientId(id))
                .ifPresent(guard::checkTokenRules);
    }

    @Override
    public String getId() {
        return "extended-token-rules";
    }
}
