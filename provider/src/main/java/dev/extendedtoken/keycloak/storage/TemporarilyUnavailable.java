package dev.extendedtoken.keycloak.storage;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/**
 * The error response 503 {@code temporarily_unavailable}. It does not depend on the code or token of the request. The
 * client may send the same request again after one second.
 */
public final class TemporarilyUnavailable extends CorsErrorResponseException {

    private static final long serialVersionUID = 1L;

    private static final String RETRY_AFTER_SECONDS = "1";

    public TemporarilyUnavailable(KeycloakSession session, Cors cors, String description) {
        super(cors, OAuthErrorException.TEMPORARILY_UNAVAILABLE, description, Response.Status.SERVICE_UNAVAILABLE);
        session.getContext().getHttpResponse().setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    /** The database or the shared cache gives no reliable response: {@link StorageUnavailableException}. */
    public static TemporarilyUnavailable storage(KeycloakSession session, Cors cors) {
        return new TemporarilyUnavailable(
                session, cors, "The server cannot read its sessions at the moment; try again");
    }
}
