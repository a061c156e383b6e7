package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.Admission;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationError;
import dev.extendedtoken.keycloak.outofband.model.OutOfBandUri;
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
 * Looks at an authorization request as Keycloak has understood it, whether its parameters came by query, form, request
 * object or a pushed request, before a login begins. {@link OutOfBandResponses} shows what it says.
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
        Admission admission = outOfBand.admission(checker.getClient(), request.getRedirectUri());
        boolean auto = admission.uri().filter(OutOfBandUri.AUTO::equals).isPresent();
        if (auto && Headless.acceptsJsonOnly(session)) {
            Headless.begin(session);
        } else if (!auto && Headless.isRequested(session, parameters())) {
            throw refusedUri(checker.getEventBuilder());
        }
        switch (admission.kind()) {
            case OTHER -> {}
            case REFUSED -> throw refusedUri(checker.getEventBuilder());
            case ADMITTED -> {
                Optional<AuthorizationError> misconfiguration = AuthorizationError.of(
                        request.getResponseType(),
                        request.getResponseMode(),
                        request.getCodeChallenge(),
                        request.getCodeChallengeMethod());
                if (misconfiguration.isPresent()) {
                    throw refusal(misconfiguration.get(), checker.getEventBuilder());
                }
            }
        }
    }

    /** What the request says itself, beside what it has pushed or signed. */
    private MultivaluedMap<String, String> parameters() {
        HttpRequest request = session.getContext().getHttpRequest();
        return HttpMethod.POST.equals(request.getHttpMethod())
                ? request.getDecodedFormParameters()
                : session.getContext().getUri().getQueryParameters();
    }

    private static AuthorizationCheckException refusedUri(EventBuilder event) {
        event.detail(Details.REASON, OutOfBand.NOT_GRANTED);
        event.error(Errors.INVALID_REDIRECT_URI);
        return new AuthorizationCheckException(
                Response.Status.BAD_REQUEST, OAuthErrorException.INVALID_REQUEST, "Invalid parameter: redirect_uri");
    }

    private static AuthorizationCheckException refusal(AuthorizationError misconfiguration, EventBuilder event) {
        event.detail(Details.REASON, misconfiguration.reason());
        event.error(Errors.INVALID_REQUEST);
        return new AuthorizationCheckException(
                Response.Status.BAD_REQUEST, misconfiguration.error(), misconfiguration.description());
    }

    @Override
    public void close() {}
}
