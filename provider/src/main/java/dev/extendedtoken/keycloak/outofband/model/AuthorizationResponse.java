package dev.extendedtoken.keycloak.outofband.model;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The authorization response that Keycloak would send to a redirect URI (RFC 6749 section 4.1.2).
 *
 * @param code empty for an error
 * @param error empty if there is a code
 * @param state the {@code state} of the request
 * @param issuer the {@code iss} of RFC 9207; empty if the client is configured not to receive it
 */
public record AuthorizationResponse(
        Optional<String> code,
        Optional<String> error,
        Optional<String> errorDescription,
        Optional<String> state,
        Optional<String> issuer) {

    public static AuthorizationResponse forError(AuthorizationError error) {
        return forError(error.error(), Optional.of(error.description()));
    }

    public static AuthorizationResponse forError(String error, Optional<String> description) {
        return new AuthorizationResponse(
                Optional.empty(), Optional.of(error), description, Optional.empty(), Optional.empty());
    }

    /** @param requestState the {@code state} of the request; null if it has none */
    public AuthorizationResponse withState(String requestState) {
        return new AuthorizationResponse(code, error, errorDescription, Optional.ofNullable(requestState), issuer);
    }

    /**
     * Reads a redirect of Keycloak, with its parameters in the query or in the fragment.
     *
     * @return empty if there is neither a code nor an error, or both
     */
    public static Optional<AuthorizationResponse> parse(URI redirect) {
        Map<String, String> parameters = parameters(redirect.toString());
        AuthorizationResponse answer = new AuthorizationResponse(
                Optional.ofNullable(parameters.get("code")),
                Optional.ofNullable(parameters.get("error")),
                Optional.ofNullable(parameters.get("error_description")),
                Optional.ofNullable(parameters.get("state")),
                Optional.ofNullable(parameters.get("iss")));
        return answer.code.isPresent() == answer.error.isPresent() ? Optional.empty() : Optional.of(answer);
    }

    /** Read by hand: {@link URI} has no query for a URN, and packages named {@code model} do not depend on Keycloak. */
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
