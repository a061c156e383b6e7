package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import org.keycloak.services.managers.AppAuthManager;

/** The access token in the {@code Authorization} header of a request (RFC 6750 section 2.1), as Keycloak reads it. */
public final class BearerToken {

    private BearerToken() {}

    /** Empty if there is none, or the header has another scheme. */
    public static Optional<String> from(HttpHeaders headers) {
        try {
            return Optional.ofNullable(AppAuthManager.extractAuthorizationHeaderToken(headers));
        } catch (NotAuthorizedException notBearer) {
            return Optional.empty();
        }
    }
}
