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
 * A headless authorization request: for {@link OutOfBandUri#AUTO}, from a client that accepts JSON and no page. It neither
 * reads nor sets cookies.
 */
public final class Headless {

    /** The quality value 0, which means "not acceptable" (RFC 9110 section 12.4.2). */
    private static final Pattern NOT_ACCEPTABLE = Pattern.compile("(?i);\\s*q\\s*=\\s*0(\\.0*)?\\s*($|;)");

    /** That the current request is headless. */
    private record Marked() {}

    private Headless() {}

    /** Whether the current request is headless. Known after {@link OutOfBandCheck} has run. */
    public static boolean isCurrent(KeycloakSession session) {
        return RequestState.has(session, Marked.class);
    }

    /** Whether the current request accepts JSON and no page, whatever its redirect URI is. */
    static boolean acceptsJsonOnly(KeycloakSession session) {
        List<String> accept =
                session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(HttpHeaders.ACCEPT);
        return acceptsJsonOnly(Optional.ofNullable(accept).orElse(List.of()));
    }

    /** Whether the request is headless by its own parameters. A pushed or signed request may have another redirect URI. */
    static boolean isRequested(KeycloakSession session, MultivaluedMap<String, String> parameters) {
        return acceptsJsonOnly(session)
                && ParameterLimits.forAuthorization(session)
                        .first(parameters, OAuth2Constants.REDIRECT_URI)
                        .flatMap(OutOfBandUri::parse)
                        .filter(OutOfBandUri.AUTO::equals)
                        .isPresent();
    }

    /**
     * Read by hand: {@link jakarta.ws.rs.core.HttpHeaders#getAcceptableMediaTypes} fails for the whole header if one element
     * is not readable, and returns media types with {@code q=0} too.
     *
     * @param accept all values of the header
     */
    static boolean acceptsJsonOnly(List<String> accept) {
        List<String> types = accept.stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .filter(range -> !NOT_ACCEPTABLE.matcher(range).find())
                .map(range -> range.split(";", 2)[0].trim().toLowerCase(Locale.ROOT))
                .toList();
        return types.contains("application/json") && !types.contains("text/html");
    }

    /** Marks the current request as headless. */
    static void mark(KeycloakSession session) {
        RequestState.put(session, Marked.class, new Marked());
    }
}
