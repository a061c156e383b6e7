package dev.extendedtoken.keycloak.outofband;

import dev.extendedtoken.keycloak.outofband.model.OutOfBandUri;
import dev.extendedtoken.keycloak.request.ParameterLimits;
import dev.extendedtoken.keycloak.request.RequestState;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;

/**
 * An authorization request that no browser makes: for {@link OutOfBandUri#AUTO}, by a client that takes JSON and no page.
 * Cookies neither sign it in nor are set by it.
 */
public final class Headless {

    /** RFC 9110 section 12.4.2: "not acceptable". */
    private static final Pattern REFUSED = Pattern.compile("(?i);\\s*q\\s*=\\s*0(\\.0*)?\\s*($|;)");

    /** That the current request is headless. */
    private record Begun() {}

    private Headless() {}

    /** Whether the current request is one. Known as soon as its redirect URI is, and that the client may use it. */
    public static boolean isCurrent(KeycloakSession session) {
        return RequestState.has(session, Begun.class);
    }

    /** Whether the current request would be one with the right redirect URI. */
    static boolean acceptsJsonOnly(KeycloakSession session) {
        List<String> accept =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(HttpHeaders.ACCEPT);
        return acceptsJsonOnly(Optional.ofNullable(accept).orElse(List.of()));
    }

    /** The same with that redirect URI among its own parameters; what it has pushed or signed may say another one. */
    static boolean isRequested(KeycloakSession session, MultivaluedMap<String, String> parameters) {
        return acceptsJsonOnly(session)
                && ParameterLimits.forAuthorization(session)
                        .first(parameters, OAuth2Constants.REDIRECT_URI)
                        .flatMap(OutOfBandUri::of)
                        .filter(OutOfBandUri.AUTO::equals)
                        .isPresent();
    }

    /** @param accept every value of the header */
    static boolean acceptsJsonOnly(List<String> accept) {
        List<String> types = accept.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .filter(range -> !REFUSED.matcher(range).find())
                .map(range -> range.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))
                .toList();
        return types.contains("application/json") && !types.contains("text/html");
    }

    static void begin(KeycloakSession session) {
        RequestState.put(session, Begun.class, new Begun());
    }
}
