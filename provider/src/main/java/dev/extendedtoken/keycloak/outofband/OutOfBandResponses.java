package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.Admission;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationError;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationResponse;
import dev.extendedtoken.keycloak.outofband.model.UiLocales;
import dev.extendedtoken.keycloak.request.ParameterLimits;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.keycloak.OAuth2Constants;
import org.keycloak.events.Details;
import org.keycloak.events.EventBuilder;
import org.keycloak.locale.LocaleSelectorProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * The errors that Keycloak's authorization endpoint sends to the redirect URI by itself, before the login protocol has
 * a say: shown on the page where the request was out of band.
 */
final class OutOfBandResponses {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final OutOfBand outOfBand;

    OutOfBandResponses(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
        this.outOfBand = new OutOfBand(session);
    }

    /**
     * Runs the endpoint and answers in its place where it would redirect out of band.
     *
     * @param parameters of the request
     */
    Response of(MultivaluedMap<String, String> parameters, Supplier<Response> endpoint) {
        if (!outOfBand.isEnabled()) {
            return endpoint.get();
        }
        try {
            Response response = endpoint.get();
            return isSentToClient(response) ? shown(response, parameters) : response;
        } catch (WebApplicationException e) {
            throw e;
        } catch (RuntimeException e) {
            // Keycloak cannot add parameters to each URI that it lets pass, for example to one with a fragment.
            if (isRefused(requestedUri())) {
                return outOfBand.refused();
            }
            throw e;
        }
    }

    private boolean isRefused(String requested) {
        ClientModel client = session.getContext().getClient();
        return client != null
                && requested != null
                && outOfBand.admission(client, requested).kind() == Admission.Kind.REFUSED;
    }

    /** Until a login has begun the endpoint throws everything else that it has to say. */
    private boolean isSentToClient(Response response) {
        URI location = response.getLocation();
        return session.getContext().getAuthenticationSession() == null
                || location != null && outOfBand.isOutOfBand(location.toString());
    }

    private Response shown(Response response, MultivaluedMap<String, String> parameters) {
        ClientModel client = session.getContext().getClient();
        Admission admission = outOfBand.admission(client, requestedUri());
        return switch (admission.kind()) {
            case OTHER -> response;
            case REFUSED -> outOfBand.refused();
            case ADMITTED -> {
                ParameterLimits limits = ParameterLimits.forAuthorization(session);
                limits.first(parameters, OAuth2Constants.UI_LOCALES_PARAM).ifPresent(this::speak);
                String state = limits.first(parameters, OAuth2Constants.STATE).orElse(null);
                yield new OutOfBandPage(session, client, admission.uri().orElseThrow())
                        .show(answer(response, state), null);
            }
        };
    }

    /** Where the request had none that the endpoint got to see, there is none in the event. */
    private String requestedUri() {
        Map<String, String> details = event.getEvent().getDetails();
        return details == null ? null : details.get(Details.REDIRECT_URI);
    }

    /** Keycloak keeps the languages that the client asks for in the login, which has not begun. */
    private void speak(String languages) {
        if (session.getAttribute(LocaleSelectorProvider.USER_REQUEST_LOCALE) != null) {
            return;
        }
        List<Locale> supported = session.getContext()
                .getRealm()
                .getSupportedLocalesStream()
                .map(Locale::forLanguageTag)
                .toList();
        UiLocales.parse(languages)
                .bestOf(supported)
                .ifPresent(language ->
                        session.setAttribute(LocaleSelectorProvider.USER_REQUEST_LOCALE, language.toLanguageTag()));
    }

    /** Other response modes have it in a form or a JWT. */
    private static AuthorizationResponse answer(Response response, String state) {
        return Optional.ofNullable(response.getLocation())
                .flatMap(AuthorizationResponse::of)
                .orElseGet(() -> AuthorizationResponse.of(AuthorizationError.RESPONSE_MODE)
                        .with(state));
    }
}
