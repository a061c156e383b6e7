package dev.extendedtoken.keycloak.outofband.model;

import java.util.Arrays;
import java.util.Optional;

/** Why an out-of-band request of a client that may make one is refused all the same. Words for its developer. */
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

    /** RFC 6749 section 4.1.2.1. */
    public String error() {
        return error;
    }

    /** What events say. */
    public String reason() {
        return reason;
    }

    public String description() {
        return description;
    }

    /**
     * What is wrong with a request, first things first.
     *
     * @param responseMode null if the request has none
     * @param challenge RFC 7636 section 4.3; null if the request has none
     */
    public static Optional<AuthorizationError> of(
            String responseType, String responseMode, String challenge, String challengeMethod) {
        if (!"code".equals(responseType)) {
            return Optional.of(RESPONSE_TYPE);
        }
        if (responseMode != null && !responseMode.equals("query")) {
            return Optional.of(RESPONSE_MODE);
        }
        return challenge == null || !"S256".equals(challengeMethod) ? Optional.of(CHALLENGE) : Optional.empty();
    }

    /** The one that has these words, if any: error texts from elsewhere can repeat what a request said. */
    public static Optional<AuthorizationError> described(String description) {
        return Arrays.stream(values())
                .filter(misconfiguration -> misconfiguration.description.equals(description))
                .findFirst();
    }
}
