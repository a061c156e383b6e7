package dev.extendedtoken.keycloak.clients;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client has to be told.
 *
 * @param issuer for those that look for the rest themselves (OpenID Connect Discovery)
 * @param secret null for a public client
 * @param scope null if the request names none
 */
record Settings(
        URI authorize,
        URI token,
        URI revoke,
        String issuer,
        String clientId,
        String secret,
        String redirectUri,
        String scope) {

    /** The same for a program. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AUTHORIZE",
                authorize.toString(),
                "TOKEN",
                token.toString(),
                "REVOKE",
                revoke.toString(),
                "ISSUER",
                issuer,
                "CLIENT_ID",
                clientId,
                "REDIRECT_URI",
                redirectUri));
        if (secret != null) {
            environment.put("CLIENT_SECRET", secret);
        }
        if (scope != null) {
            environment.put("SCOPE", scope);
        }
        return environment;
    }

    List<String> scopes() {
        return List.of(scope.split(" "));
    }
}
