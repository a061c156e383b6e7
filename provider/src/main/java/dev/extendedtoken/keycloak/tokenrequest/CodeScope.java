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
 * A {@code scope} that is sent with a code, where a policy lets it make the grant smaller. RFC 6749 section 4.1.3 knows
 * none, and Keycloak does not look at it.
 */
public final class CodeScope {

    private CodeScope() {}

    /** Whether a policy wants it for this client. */
    static boolean narrows(KeycloakSession session, ClientModel client) {
        return session.getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, RequestRulesConfiguration.class)
                .map(matching -> matching.stream().anyMatch(one -> one.rules().narrowScope()), () -> true);
    }

    /**
     * What is left of the scopes of a code.
     *
     * @param user who has signed in
     * @param granted null if the authorization request had none
     * @param asked the parameter of the token request; null if there is none
     */
    static Optional<String> narrowed(KeycloakSession session, UserModel user, String granted, String asked) {
        if (granted == null || asked == null || asked.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(GrantedScopes.parse(granted, new OrganizationScopes(session, Optional.of(user)))
                .narrowedTo(TokenRequest.scopes(asked)));
    }

    /**
     * Whether an answer of such a client is without {@code openid} and has an ID token all the same, whatever the grant: at
     * a refresh, Keycloak looks at what the login was for, and not at what the refresh token is for.
     */
    public static boolean lacksOpenid(KeycloakSession session, AccessTokenResponse answer) {
        ClientModel client = session.getContext().getClient();
        return client != null
                && answer.getIdToken() != null
                && !TokenUtil.isOIDCRequest(answer.getScope())
                && narrows(session, client);
    }
}
