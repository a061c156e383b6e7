package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.AuthorizationResponse;
import dev.extendedtoken.keycloak.request.ParameterLimits;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.CorsErrorResponseException;

/**
 * The responses of the authorization endpoint to out-of-band requests: a page, or JSON for every {@link Headless} request.
 */
public final class AuthorizationResponses {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final OutOfBand outOfBand;

    public AuthorizationResponses(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
        this.outOfBand = new OutOfBand(session);
    }

    /**
     * Runs the endpoint and replaces its response if the request is out of band.
     *
     * @param parameters the parameters of the request
     */
    public Response run(MultivaluedMap<String, String> parameters, Supplier<Response> endpoint) {
        if (!outOfBand.isEnabled()) {
            return endpoint.get();
        }
        String state = ParameterLimits.forAuthorization(session)
                .first(parameters, OAuth2Constants.STATE)
                .orElse(null);
        try {
            Response response = new OutOfBandResponses(session, event).run(parameters, endpoint);
            return isHeadless(parameters) ? json(response, state) : response;
        } catch (WebApplicationException e) {
            if (isHeadless(parameters)) {
                return e instanceof CorsErrorResponseException apiKeyError
                        ? json(apiKeyError, state)
                        : invalidRequest(state);
            }
            throw e;
        }
    }

    /**
     * Whether the request is headless and must not get a page.
     *
     * @param parameters the parameters of the request; a pushed request is known only after the endpoint has read it
     */
    public boolean isHeadless(MultivaluedMap<String, String> parameters) {
        return Headless.isCurrent(session) || outOfBand.isEnabled() && Headless.isRequested(session, parameters);
    }

    /** Replaces a login page, or a redirect to one, by the error {@code login_required}. */
    private Response json(Response response, String state) {
        if (HeadlessResponse.isHeadless(response)) {
            return response;
        }
        boolean loginHasBegun = session.getContext().getAuthenticationSession() != null
                && response.getStatus() < Response.Status.BAD_REQUEST.getStatusCode();
        return loginHasBegun
                ? error(OAuthErrorException.LOGIN_REQUIRED, null, Response.Status.BAD_REQUEST, state)
                : invalidRequest(state);
    }

    /** The error response for a missing API key, without CORS headers, so that no page can read it. */
    private Response json(CorsErrorResponseException apiKeyError, String state) {
        return error(apiKeyError.getMessage(), apiKeyError.getErrorDescription(), Response.Status.UNAUTHORIZED, state);
    }

    private Response invalidRequest(String state) {
        return error(
                OAuthErrorException.INVALID_REQUEST,
                "The request is not one that this client may make; its client_id or redirect_uri may be wrong",
                Response.Status.BAD_REQUEST,
                state);
    }

    /** @param description null for the default of the error code */
    private Response error(String error, String description, Response.Status status, String state) {
        AuthorizationResponse answer = AuthorizationResponse.forError(error, Optional.ofNullable(description));
        return new HeadlessResponse(session).create(answer.withState(state), status);
    }
}
