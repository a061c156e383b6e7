package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import java.util.Locale;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** What asks a client for its API key. */
public enum KeyDemand {
    /** A client policy with the executor {@code api-key-enforcer}; also one that cannot be read, because it refuses. */
    POLICY,
    /** The client authenticates by key. */
    AUTHENTICATOR,
    /** Nothing: its keys have no effect. */
    NONE;

    public static KeyDemand forClient(KeycloakSession session, ClientModel client) {
        boolean byPolicy = session.getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, ApiKeyEnforcerConfiguration.class)
                .map(enforcers -> !enforcers.isEmpty(), () -> true);
        if (byPolicy) {
            return POLICY;
        }
        return ApiKeyClientAuthenticator.isAuthenticatorOf(client) ? AUTHENTICATOR : NONE;
    }

    /** The text in responses. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
