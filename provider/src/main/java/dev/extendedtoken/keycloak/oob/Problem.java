package dev.extendedtoken.keycloak.oob;

import java.util.Arrays;
import java.util.Optional;

/** Why an out-of-band request of a client that may make one is refused all the same. Words for its developer. */
enum Problem {
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

    Problem(String error, String reason, String description) {
        this.error = error;
        this.reason = reason;
        this.description = description;
    }

    /** RFC 6749 section 4.1.2.1. */
    String error() {
        return error;
    }

    /** What events say. */
    String reason() {
        return reason;
    }

    String description() {
        return description;
    }

    /**
     * What is wrong with a request, first things first.
     *
     * @param responseMode null if the request has none
     * @param challenge RFC 7636 section 4.3; null if the request has none
     */
    static Optional<Problem> of(String responseType, String responseMode, String challenge, String challengeMethod) {
        if (!"code".equals(responseType)) {
            return Optional.of(RESPONSE_TYPE);
        }
        if (responseMode != null && !responseMode.equals("query")) {
            return Optional.of(RESPONSE_MODE);
        }
        return challenge == null || !"S256".equals(challengeMethod) ? Optional.of(CHALLENGE) : Optional.empty();
    }

    /** The one that has these words, if any: error texts from elsewhere can repeat what a request said. */
    static Optional<Problem> described(String description) {
        return Arrays.stream(values())
                .filter(problem -> problem.description.equals(description))
                .findFirst();
    }
}
