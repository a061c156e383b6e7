package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.request.TokenRequest;
import dev.extendedtoken.keycloak.tokenrequest.model.GrantedScopes;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.util.TokenUtil;

/**
 * The parameter {@code scope} of a code exchange, with which a client can reduce its grant if a policy allows it. RFC 6749
 * section 4.1.3 does not have the parameter, and Keycloak ignores it.
 */
public final class CodeScope {

    private CodeScope() {}

    /** Whether a policy of this client has {@code narrow-scope-at-code-exchange}. */
    static boolean narrows(KeycloakSession session, ClientModel client) {
        return session.getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, RequestRulesConfiguration.class)
                .map(matching -> matching.stream().anyMatch(one -> one.rules().narrowScope()), () -> true);
    }

    /**
     * The reduced scope of a code.
     *
     * @param user the user of the code
     * @param granted the scope of the authorization request; null if it had none
     * @param requested the scope of the token request; null if it has none
     * @return empty if the scope stays as it is
     */
    static Optional<String> narrowed(KeycloakSession session, UserModel user, String granted, String requested) {
        if (granted == null || requested == null || requested.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(GrantedScopes.parse(granted, new OrganizationScopes(session, Optional.of(user)))
                .narrowedTo(TokenRequest.scopes(requested)));
    }

    /**
     * Whether a token response to a client with such a policy contains an ID token without the scope {@code openid}. At a
     * refresh, Keycloak decides about the ID token by the scope of the login, not of the refresh token.
     */
    public static boolean lacksOpenid(KeycloakSession session, AccessTokenResponse response) {
        ClientModel client = session.getContext().getClient();
        return client != null
                && response.getIdToken() != null
                && !TokenUtil.isOIDCRequest(response.getScope())
                && narrows(session, client);
    }
}
