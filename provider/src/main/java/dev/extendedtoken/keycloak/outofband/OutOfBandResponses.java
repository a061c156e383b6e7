package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.AuthorizationError;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationResponse;
import dev.extendedtoken.keycloak.outofband.model.RedirectDecision;
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
 * Shows the errors on the page that Keycloak's authorization endpoint redirects with before the login protocol is involved.
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
     * Runs the endpoint and replaces a redirect that is out of band.
     *
     * @param parameters the parameters of the request
     */
    Response run(MultivaluedMap<String, String> parameters, Supplier<Response> endpoint) {
        if (!outOfBand.isEnabled()) {
            return endpoint.get();
        }
        try {
            Response response = endpoint.get();
            return isSentToClient(response) ? page(response, parameters) : response;
        } catch (WebApplicationException e) {
            throw e;
        } catch (RuntimeException e) {
            // Keycloak cannot add parameters to every URI that it accepts, for example to one with a fragment.
            if (isRefused(requestedUri())) {
                return outOfBand.redirectUriError();
            }
            throw e;
        }
    }

    private boolean isRefused(String requested) {
        ClientModel client = session.getContext().getClient();
        return client != null
                && requested != null
                && outOfBand.decision(client, requested).kind() == RedirectDecision.Kind.REFUSED;
    }

    /** Before a login begins, the endpoint returns only redirects to the client and throws all other responses. */
    private boolean isSentToClient(Response response) {
        URI location = response.getLocation();
        return session.getContext().getAuthenticationSession() == null
                || location != null && outOfBand.isOutOfBand(location.toString());
    }

    private Response page(Response response, MultivaluedMap<String, String> parameters) {
        ClientModel client = session.getContext().getClient();
        RedirectDecision decision = outOfBand.decision(client, requestedUri());
        return switch (decision.kind()) {
            case NOT_OUT_OF_BAND -> response;
            case REFUSED -> outOfBand.redirectUriError();
            case ALLOWED -> {
                ParameterLimits limits = ParameterLimits.forAuthorization(session);
                limits.first(parameters, OAuth2Constants.UI_LOCALES_PARAM).ifPresent(this::selectLanguage);
                String state = limits.first(parameters, OAuth2Constants.STATE).orElse(null);
                yield new OutOfBandPage(session, client, decision.uri().orElseThrow())
                        .show(answer(response, state), null);
            }
        };
    }

    /** The redirect URI in the event, which Keycloak sets after it has read the request; null before that. */
    private String requestedUri() {
        Map<String, String> details = event.getEvent().getDetails();
        return details == null ? null : details.get(Details.REDIRECT_URI);
    }

    /** Selects the language of the page. Keycloak reads {@code ui_locales} from the login, which has not begun. */
    private void selectLanguage(String languages) {
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

    /** A response without a location has another response mode, with the parameters in a form or a JWT. */
    private static AuthorizationResponse answer(Response response, String state) {
        return Optional.ofNullable(response.getLocation())
                .flatMap(AuthorizationResponse::parse)
                .orElseGet(() -> AuthorizationResponse.forError(AuthorizationError.RESPONSE_MODE)
                        .withState(state));
    }
}
