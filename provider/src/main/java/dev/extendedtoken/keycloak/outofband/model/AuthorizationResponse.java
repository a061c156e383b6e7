package dev.extendedtoken.keycloak.outofband.model;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a client would get at its redirect URI (RFC 6749 section 4.1.2).
 *
 * @param code empty if there was an error
 * @param error empty if there is a code
 * @param state as the request had it
 * @param issuer RFC 9207; a client may be configured not to get it
 */
public record AuthorizationResponse(
        Optional<String> code,
        Optional<String> error,
        Optional<String> errorDescription,
        Optional<String> state,
        Optional<String> issuer) {

    public static AuthorizationResponse of(AuthorizationError misconfiguration) {
        return ofError(misconfiguration.error(), Optional.of(misconfiguration.description()));
    }

    public static AuthorizationResponse ofError(String error, Optional<String> description) {
        return new AuthorizationResponse(
                Optional.empty(), Optional.of(error), description, Optional.empty(), Optional.empty());
    }

    /** The same for a request with this {@code state}; null if it had none. */
    public AuthorizationResponse with(String requestState) {
        return new AuthorizationResponse(code, error, errorDescription, Optional.ofNullable(requestState), issuer);
    }

    /**
     * Reads the redirect that Keycloak has made; its parameters may be in the query or in the fragment.
     *
     * @return empty if there is neither a code nor an error
     */
    public static Optional<AuthorizationResponse> of(URI redirect) {
        Map<String, String> parameters = parameters(redirect.toString());
        AuthorizationResponse answer = new AuthorizationResponse(
                Optional.ofNullable(parameters.get("code")),
                Optional.ofNullable(parameters.get("error")),
                Optional.ofNullable(parameters.get("error_description")),
                Optional.ofNullable(parameters.get("state")),
                Optional.ofNullable(parameters.get("iss")));
        return answer.code.isPresent() == answer.error.isPresent() ? Optional.empty() : Optional.of(answer);
    }

    /** Java finds no query in a URN. */
    private static Map<String, String> parameters(String redirect) {
        return Arrays.stream(redirect.replaceFirst("^[^?#]*[?#]?", "").split("[&#]"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(pair -> pair[0], pair -> decoded(pair[1]), (first, second) -> first));
    }

    private static String decoded(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
