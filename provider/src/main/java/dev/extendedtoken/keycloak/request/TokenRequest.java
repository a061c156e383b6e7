package dev.extendedtoken.keycloak.request;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The parameters of one token request, each sent once. One without a value counts as not sent (RFC 6749 section 3.2).
 *
 * @param parameters value by name
 */
public record TokenRequest(Map<String, String> parameters) {

    public static final String AUTHORIZATION_CODE = "authorization_code";
    public static final String REFRESH_TOKEN = "refresh_token";
    public static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
    public static final String CLIENT_CREDENTIALS = "client_credentials";

    /** The value of a parameter; empty if it was not sent. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isEmpty());
    }

    public boolean has(String name) {
        return get(name).isPresent();
    }

    public boolean isGrant(String type) {
        return get("grant_type").filter(type::equals).isPresent();
    }

    /** What the request asks for; empty if it has no {@code scope}. */
    public Optional<SortedSet<String>> scopes() {
        return get("scope").map(TokenRequest::scopes);
    }

    /**
     * The scopes of a {@code scope} parameter (RFC 6749 section 3.3). Sorted, because texts with equal hash codes would
     * make a hash set slow.
     */
    public static SortedSet<String> scopes(String parameter) {
        return Arrays.stream(parameter.split(" "))
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
