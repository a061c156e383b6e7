package dev.extendedtoken.keycloak.endpoint.http;

import dev.extendedtoken.keycloak.json.JsonBodyException;
import dev.extendedtoken.keycloak.request.PublicErrorResponse;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.CorsErrorResponseException;

/** The error {@code invalid_request} of RFC 6749 section 5.2. No client is known yet, so any page may read it. */
public final class InvalidRequest {

    private InvalidRequest() {}

    public static CorsErrorResponseException forBody(KeycloakSession session, JsonBodyException e) {
        Response.Status status =
                switch (e.kind()) {
                    case MALFORMED -> Response.Status.BAD_REQUEST;
                    case TOO_LARGE -> Response.Status.REQUEST_ENTITY_TOO_LARGE;
                };
        return error(session, e.getMessage(), status);
    }

    public static CorsErrorResponseException unreadable(KeycloakSession session) {
        return error(session, "The body ended before it was complete; send it again", Response.Status.BAD_REQUEST);
    }

    static CorsErrorResponseException unreadableForm(KeycloakSession session) {
        return error(
                session,
                "The body is not what its Content-Type says; send application/x-www-form-urlencoded in UTF-8 with valid"
                        + " percent-encoding",
                Response.Status.BAD_REQUEST);
    }

    static CorsErrorResponseException unsupportedType(KeycloakSession session) {
        return error(
                session,
                "Send application/x-www-form-urlencoded, and media types in the Accept header or none",
                Response.Status.BAD_REQUEST);
    }

    static CorsErrorResponseException formTooLong(KeycloakSession session) {
        return error(session, "A parameter of the form is too long", Response.Status.REQUEST_ENTITY_TOO_LARGE);
    }

    private static CorsErrorResponseException error(
            KeycloakSession session, String description, Response.Status status) {
        return PublicErrorResponse.forRequest(session, OAuthErrorException.INVALID_REQUEST, description, status);
    }
}
