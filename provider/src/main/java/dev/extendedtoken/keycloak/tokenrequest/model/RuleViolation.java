package dev.extendedtoken.keycloak.tokenrequest.model;

/**
 * A rule that a token request violates. The status of the error response is 400.
 *
 * @param rule the option of {@code token-request-rules}, or the reason why the rules cannot be read
 * @param error the error code of RFC 6749 section 5.2
 * @param description the {@code error_description}; names the parameter and contains no value of the request
 */
public record RuleViolation(String rule, String error, String description) {

    static RuleViolation request(String rule, String description) {
        return new RuleViolation(rule, "invalid_request", description);
    }

    static RuleViolation scope(String rule, String description) {
        return new RuleViolation(rule, "invalid_scope", description);
    }

    /** The reason in the event. */
    public String reason() {
        return "token_request_" + rule.replace('-', '_');
    }
}
