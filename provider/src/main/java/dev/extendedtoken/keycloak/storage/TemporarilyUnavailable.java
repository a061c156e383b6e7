package dev.extendedtoken.keycloak.storage;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/** 503 {@code temporarily_unavailable}: says nothing about what was presented, and the same request may be sent again. */
public final class TemporarilyUnavailable extends CorsErrorResponseException {

    private static final long serialVersionUID = 1L;

    private static final String SECONDS = "1";

    public TemporarilyUnavailable(KeycloakSession session, Cors cors, String description) {
        super(cors, OAuthErrorException.TEMPORARILY_UNAVAILABLE, description, Response.Status.SERVICE_UNAVAILABLE);
        session.getContext().getHttpResponse().setHeader(HttpHeaders.RETRY_AFTER, SECONDS);
    }

    /** Where the database or the cluster does not answer. */
    public static TemporarilyUnavailable storage(KeycloakSession session, Cors cors) {
        return new TemporarilyUnavailable(
                session, cors, "The server cannot look at its sessions at the moment; try again");
    }
}
