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
 * What the authorization endpoint says where it would redirect out of band: a page, or to a {@link Headless} request
 * JSON and nothing else.
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
     * Runs the endpoint, and answers in its place where that is out of band.
     *
     * @param parameters of the request
     */
    public Response of(MultivaluedMap<String, String> parameters, Supplier<Response> endpoint) {
        if (!outOfBand.isEnabled()) {
            return endpoint.get();
        }
        String state = ParameterLimits.forAuthorization(session)
                .first(parameters, OAuth2Constants.STATE)
                .orElse(null);
        try {
            Response response = new OutOfBandResponses(session, event).of(parameters, endpoint);
            return isHeadless(parameters) ? json(response, state) : response;
        } catch (WebApplicationException e) {
            if (isHeadless(parameters)) {
                return e instanceof CorsErrorResponseException refusal ? json(refusal, state) : unreadable(state);
            }
            throw e;
        }
    }

    /**
     * Whether no answer to this request may be a page.
     *
     * @param parameters of the request; where they are in a pushed one, it is known when the endpoint knows it
     */
    public boolean isHeadless(MultivaluedMap<String, String> parameters) {
        return Headless.isCurrent(session) || outOfBand.isEnabled() && Headless.isRequested(session, parameters);
    }

    /** A page to sign in on, or a way to one, is none for who cannot see it. */
    private Response json(Response response, String state) {
        if (HeadlessResponse.is(response)) {
            return response;
        }
        boolean loginHasBegun = session.getContext().getAuthenticationSession() != null
                && response.getStatus() < Response.Status.BAD_REQUEST.getStatusCode();
        return loginHasBegun
                ? error(OAuthErrorException.LOGIN_REQUIRED, null, Response.Status.BAD_REQUEST, state)
                : unreadable(state);
    }

    /** The refusal of who has no API key. Without CORS headers: no page may read it. */
    private Response json(CorsErrorResponseException refusal, String state) {
        return error(refusal.getMessage(), refusal.getErrorDescription(), Response.Status.UNAUTHORIZED, state);
    }

    private Response unreadable(String state) {
        return error(
                OAuthErrorException.INVALID_REQUEST,
                "The request is not one that this client may make; its client_id or redirect_uri may be wrong",
                Response.Status.BAD_REQUEST,
                state);
    }

    /** @param description null for the usual one */
    private Response error(String error, String description, Response.Status status, String state) {
        AuthorizationResponse answer = AuthorizationResponse.ofError(error, Optional.ofNullable(description));
        return new HeadlessResponse(session).of(answer.with(state), status);
    }
}
