package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/**
 * An error response of RFC 6749 section 5.2 to a client that is not authenticated. It must not be stored. Pages of any
 * origin may read it, as with Keycloak's answer to wrong client credentials.
 */
public final class PublicErrorResponse {

    private PublicErrorResponse() {}

    /** @param error one of {@link org.keycloak.OAuthErrorException} */
    public static CorsErrorResponseException forRequest(
            KeycloakSession session, String error, String description, Response.Status status) {
        NoStore.set(session);
        session.getContext().getHttpResponse().setHeader("Pragma", "no-cache");
        Cors cors = Cors.builder()
                .auth()
                .allowedMethods("POST")
                .exposedHeaders(Cors.ACCESS_CONTROL_ALLOW_METHODS)
                .allowAllOrigins();
        return new CorsErrorResponseException(cors, error, description, status);
    }
}
