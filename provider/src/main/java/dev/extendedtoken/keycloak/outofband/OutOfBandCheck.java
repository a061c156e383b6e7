package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.AuthorizationError;
import dev.extendedtoken.keycloak.outofband.model.OutOfBandUri;
import dev.extendedtoken.keycloak.outofband.model.RedirectDecision;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProvider;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointChecker.AuthorizationCheckException;
import org.keycloak.protocol.oidc.endpoints.request.AuthorizationEndpointRequest;

/**
 * Checks an authorization request before the login begins. Keycloak has read its parameters from the query, the form, a
 * request object or a pushed request. {@link OutOfBandResponses} shows the errors.
 */
final class OutOfBandCheck implements AuthorizationEndpointCheckProvider {

    private final KeycloakSession session;

    OutOfBandCheck(KeycloakSession session) {
        this.session = session;
    }

    @Override
    public void check(AuthorizationEndpointChecker checker) throws AuthorizationCheckException {
        OutOfBand outOfBand = new OutOfBand(session);
        if (!outOfBand.isEnabled()) {
            return;
        }
        AuthorizationEndpointRequest request = checker.getAuthorizationEndpointRequest();
        RedirectDecision decision = outOfBand.decision(checker.getClient(), request.getRedirectUri());
        boolean auto = decision.uri().filter(OutOfBandUri.AUTO::equals).isPresent();
        if (auto && Headless.acceptsJsonOnly(session)) {
            Headless.mark(session);
        } else if (!auto && Headless.isRequested(session, parameters())) {
            throw redirectUriError(checker.getEventBuilder());
        }
        switch (decision.kind()) {
            case NOT_OUT_OF_BAND -> {}
            case REFUSED -> throw redirectUriError(checker.getEventBuilder());
            case ALLOWED -> {
                Optional<AuthorizationError> error = AuthorizationError.forRequest(
                        request.getResponseType(),
                        request.getResponseMode(),
                        request.getCodeChallenge(),
                        request.getCodeChallengeMethod());
                if (error.isPresent()) {
                    throw authorizationError(error.get(), checker.getEventBuilder());
                }
            }
        }
    }

    /** The parameters of the request itself, without those of a pushed request or a request object. */
    private MultivaluedMap<String, String> parameters() {
        HttpRequest request = session.getContext().getHttpRequest();
        return HttpMethod.POST.equals(request.getHttpMethod())
                ? request.getDecodedFormParameters()
                : session.getContext().getUri().getQueryParameters();
    }

    private static AuthorizationCheckException redirectUriError(EventBuilder event) {
        event.detail(Details.REASON, OutOfBand.NOT_GRANTED);
        event.error(Errors.INVALID_REDIRECT_URI);
        return new AuthorizationCheckException(
                Response.Status.BAD_REQUEST, OAuthErrorException.INVALID_REQUEST, "Invalid parameter: redirect_uri");
    }

    private static AuthorizationCheckException authorizationError(AuthorizationError error, EventBuilder event) {
        event.detail(Details.REASON, error.reason());
        event.error(Errors.INVALID_REQUEST);
        return new AuthorizationCheckException(Response.Status.BAD_REQUEST, error.error(), error.description());
    }

    @Override
    public void close() {}
}
