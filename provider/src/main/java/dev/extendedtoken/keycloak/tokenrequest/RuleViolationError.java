package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.tokenrequest.model.RuleViolation;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/** The answer to a request that breaks a rule: 400 as RFC 6749 section 5.2 has it. */
public final class RuleViolationError {

    private final RuleViolation rule;

    RuleViolationError(RuleViolation rule) {
        this.rule = rule;
    }

    /** Sends the event and makes the answer. */
    public CorsErrorResponseException of(EventBuilder event, Cors cors) {
        // One error for all of them: which rule it was is the reason.
        event.detail(Details.REASON, rule.reason()).error(Errors.INVALID_REQUEST);
        return new CorsErrorResponseException(cors, rule.error(), rule.description(), Response.Status.BAD_REQUEST);
    }
}
