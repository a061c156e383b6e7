package dev.extendedtoken.keycloak.request;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.http.HttpResponse;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/**
 * An error response of RFC 6749 section 5.2 before any client is authenticated: it is not stored, and any page may read
 * it, as Keycloak's answer to wrong client credentials.
 */
public final class PublicErrorResponse {

    private PublicErrorResponse() {}

    /** @param error one of {@link org.keycloak.OAuthErrorException} */
    public static CorsErrorResponseException of(
            KeycloakSession session, String error, String description, Response.Status status) {
        HttpResponse response = session.getContext().getHttpResponse();
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("Pragma", "no-cache");
        Cors cors = Cors.builder()
                .auth()
                .allowedMethods("POST")
                .exposedHeaders(Cors.ACCESS_CONTROL_ALLOW_METHODS)
                .allowAllOrigins();
        return new CorsErrorResponseException(cors, error, description, status);
    }
}
