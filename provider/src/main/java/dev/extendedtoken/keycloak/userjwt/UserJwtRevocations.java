package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.AccessTokenRevocations;
import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;
import org.keycloak.representations.AccessToken;

/** What Keycloak's revocation endpoint has revoked, in a realm that asks for user JWTs. */
public record UserJwtRevocations(KeycloakSession session) {

    /** Remembers the token of the current request for as long as it may be taken, if Keycloak has revoked it. */
    public void note() {
        if (session.getProvider(ClientPolicyEvaluator.class).isConfigured(UserJwtConfiguration.class)) {
            sent().map(token -> session.tokens().decode(token, AccessToken.class))
                    .filter(token -> token.getId() != null && token.getExp() != null && token.getIssuedFor() != null)
                    .filter(token -> session.revokedTokens().contains(token.getId()))
                    .ifPresent(token -> new AccessTokenRevocations(session)
                            .extend(
                                    session.getContext().getRealm(),
                                    token.getId(),
                                    token.getExp(),
                                    token.getIssuedFor()));
        }
    }

    private Optional<String> sent() {
        return Optional.ofNullable(session.getContext()
                .getHttpRequest()
                .getDecodedFormParameters()
                .getFirst(TokenRevocationEndpoint.PARAM_TOKEN));
    }
}
