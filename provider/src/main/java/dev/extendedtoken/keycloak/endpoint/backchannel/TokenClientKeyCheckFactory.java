package dev.extendedtoken.keycloak.endpoint.backchannel;

import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;
import org.keycloak.representations.AccessToken;

/**
 * Checks the clients that a token response is for, whichever grant made it: UMA, which authenticates its client itself, a
 * pre-authorized code, a grant of another extension. No token is issued without the API key of its client, and none of a
 * reserved client but for a login.
 */
public final class TokenClientKeyCheckFactory implements TokenPostProcessorFactory {

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return answer -> {
            new ReservedClientTokens(session).check(answer);
            RequestGuard.forRequest(session).ifPresent(guard -> check(session, guard, answer));
        };
    }

    private static void check(KeycloakSession session, RequestGuard guard, TokenPostProcessorContext answer) {
        guard.checkTokenClient(client(session, answer));
        issuedFor(session, answer).ifPresent(guard::checkTokenClient);
    }

    /** The client session comes last: that of a UMA ticket belongs to the resource server. */
    private static ClientModel client(KeycloakSession session, TokenPostProcessorContext answer) {
        return Optional.ofNullable(session.getContext().getClient())
                .orElseGet(() -> answer.clientSessionCtx().getClientSession().getClient());
    }

    /** UMA gives a ticket to the client that the access token in the request was issued to. */
    private static Optional<ClientModel> issuedFor(KeycloakSession session, TokenPostProcessorContext answer) {
        return Optional.ofNullable(answer.accessToken())
                .map(AccessToken::getIssuedFor)
                .map(id -> session.getContext().getRealm().getClientByClientId(id));
    }

    @Override
    public String getId() {
        return "extended-token-api-key";
    }
}
