package dev.extendedtoken.keycloak.rules.request;

import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.StringUtil;

/** The token request of a session, as the token endpoint reads it: without control characters. */
public final class CurrentTokenRequest {

    private CurrentTokenRequest() {}

    public static TokenRequest of(KeycloakSession session) {
        Map<String, String> parameters = new HashMap<>();
        session.getContext().getHttpRequest().getDecodedFormParameters().forEach((name, values) -> values.stream()
                .findFirst()
                .map(StringUtil::removeControlCharacters)
                .ifPresent(value -> parameters.put(name, value)));
        return new TokenRequest(parameters);
    }
}
