package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.HttpHeaders;
import org.keycloak.models.KeycloakSession;

/** {@code Cache-Control: no-store} on the response to the current request (RFC 6749 section 5.1, RFC 9111). */
public final class NoStore {

    private static final String NO_STORE = "no-store";

    private NoStore() {}

    /** Replaces a value that Keycloak has set before; a header of the built response would be added to it. */
    public static void set(KeycloakSession session) {
        session.getContext().getHttpResponse().setHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
    }
}
