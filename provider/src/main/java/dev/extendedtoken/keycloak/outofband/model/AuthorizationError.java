package dev.extendedtoken.keycloak.outofband.model;

import java.util.Arrays;
import java.util.Optional;

/** The errors of out-of-band authorization requests, with texts for the client's developer. */
public enum AuthorizationError {
    RESPONSE_TYPE(
            "unsupported_response_type",
            "out_of_band_response_type",
            "An out-of-band redirect URI needs response_type=code"),
    RESPONSE_MODE(
            "invalid_request",
            "out_of_band_response_mode",
            "An out-of-band redirect URI takes no response_mode but query"),
    CHALLENGE(
            "invalid_request",
            "out_of_band_pkce",
            "An out-of-band redirect URI needs PKCE: send code_challenge and code_challenge_method=S256");

    private final String error;
    private final String reason;
    private final String description;

    AuthorizationError(String error, String reason, String description) {
        this.error = error;
        this.reason = reason;
        this.description = description;
    }

    /** The error code of RFC 6749 section 4.1.2.1. */
    public String error() {
        return error;
    }

    /** The reason in events. */
    public String reason() {
        return reason;
    }

    public String description() {
        return description;
    }

    /**
     * The first error of a request.
     *
     * @param responseMode null if the request has none
     * @param challenge the {@code code_challenge} (RFC 7636 section 4.3); null if the request has none
     */
    public static Optional<AuthorizationError> forRequest(
            String responseType, String responseMode, String challenge, String challengeMethod) {
        if (!"code".equals(responseType)) {
            return Optional.of(RESPONSE_TYPE);
        }
        if (responseMode != null && !responseMode.equals("query")) {
            return Optional.of(RESPONSE_MODE);
        }
        return challenge == null || !"S256".equals(challengeMethod) ? Optional.of(CHALLENGE) : Optional.empty();
    }

    /** The error with this description. Other descriptions may contain text of the request, which no page must show. */
    public static Optional<AuthorizationError> findByDescription(String description) {
        return Arrays.stream(values())
                .filter(error -> error.description.equals(description))
                .findFirst();
    }
}
