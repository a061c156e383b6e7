package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.keycloak.services.managers.AppAuthManager;

/** The access token in the {@code Authorization} header of a request (RFC 6750 section 2.1), as Keycloak reads it. */
public final class BearerToken {

    private BearerToken() {}

    private static final String BASIC = "Basic ";

    /** Empty if there is none, or the header has another scheme. */
    public static Optional<String> from(HttpHeaders headers) {
        if (isBasic(headers)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(AppAuthManager.extractAuthorizationHeaderToken(headers));
        } catch (NotAuthorizedException notBearer) {
            return Optional.empty();
        }
    }

    /** The scheme of most requests (RFC 7617), for which Keycloak would create an exception. */
    private static boolean isBasic(HttpHeaders headers) {
        String header = headers.getRequestHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BASIC, 0, BASIC.length());
    }
}
