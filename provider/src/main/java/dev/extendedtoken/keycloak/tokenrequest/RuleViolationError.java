package dev.extendedtoken.keycloak.tokenrequest;

import dev.extendedtoken.keycloak.tokenrequest.model.RuleViolation;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/** The error response 400 of RFC 6749 section 5.2 to a request that violates a rule. */
public record RuleViolationError(RuleViolation violation) {

    /** Sends the event, whose reason names the rule, and returns the error response. */
    public CorsErrorResponseException response(EventBuilder event, Cors cors) {
        event.detail(Details.REASON, violation.reason()).error(Errors.INVALID_REQUEST);
        return new CorsErrorResponseException(
                cors, violation.error(), violation.description(), Response.Status.BAD_REQUEST);
    }
}
