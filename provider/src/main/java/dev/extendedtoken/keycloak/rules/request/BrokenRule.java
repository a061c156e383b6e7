package dev.extendedtoken.keycloak.rules.request;

/**
 * Why a token request is refused: 400.
 *
 * @param rule the option of {@code token-request-rules}, as in the configuration; or what keeps them from being read
 * @param error RFC 6749 section 5.2
 * @param description for the client's developer; names the parameter, and repeats no value of the request
 */
record BrokenRule(String rule, String error, String description) {

    static BrokenRule request(String rule, String description) {
        return new BrokenRule(rule, "invalid_request", description);
    }

    static BrokenRule scope(String rule, String description) {
        return new BrokenRule(rule, "invalid_scope", description);
    }

    /** What the event says. */
    String reason() {
        return "token_request_" + rule.replace('-', '_');
    }
}
