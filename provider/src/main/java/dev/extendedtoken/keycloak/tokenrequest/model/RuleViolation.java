package dev.extendedtoken.keycloak.tokenrequest.model;

/**
 * Why a token request is refused: 400.
 *
 * @param rule the option of {@code token-request-rules}, as in the configuration; or what keeps them from being read
 * @param error RFC 6749 section 5.2
 * @param description for the client's developer; names the parameter, and repeats no value of the request
 */
public record RuleViolation(String rule, String error, String description) {

    static RuleViolation request(String rule, String description) {
        return new RuleViolation(rule, "invalid_request", description);
    }

    static RuleViolation scope(String rule, String description) {
        return new RuleViolation(rule, "invalid_scope", description);
    }

    /** What the event says. */
    public String reason() {
        return "token_request_" + rule.replace('-', '_');
    }
}
