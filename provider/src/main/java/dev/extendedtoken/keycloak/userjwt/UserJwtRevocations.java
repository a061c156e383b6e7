package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.AccessTokenRevocations;
import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;
import org.keycloak.representations.AccessToken;

/** Access tokens that Keycloak's revocation endpoint has revoked, in a realm with an executor for user JWTs. */
public record UserJwtRevocations(KeycloakSession session) {

    /**
     * Keeps the revocation of the current request's token for as long as an executor accepts the token after its expiry. Does
     * nothing if Keycloak has not revoked it.
     */
    public void extend() {
        if (session.getProvider(ClientPolicyEvaluator.class).isConfigured(UserJwtConfiguration.class)) {
            presented()
                    .map(token -> session.tokens().decode(token, AccessToken.class))
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

    private Optional<String> presented() {
        return Optional.ofNullable(session.getContext()
                .getHttpRequest()
                .getDecodedFormParameters()
                .getFirst(TokenRevocationEndpoint.PARAM_TOKEN));
    }
}
