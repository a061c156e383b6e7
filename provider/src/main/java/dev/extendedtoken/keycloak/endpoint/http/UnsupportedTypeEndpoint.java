package dev.extendedtoken.keycloak.endpoint.http;

import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.MediaTypeMatcher;

/** Stands in for an endpoint that does not take a request's media types: 400, for a browser as Keycloak's error page. */
public final class UnsupportedTypeEndpoint {

    private final KeycloakSession session;

    public UnsupportedTypeEndpoint(KeycloakSession session) {
        this.session = session;
    }

    @POST
    public Response refuse() {
        boolean page = MediaTypeMatcher.isHtmlRequest(
                session.getContext().getHttpRequest().getHttpHeaders());
        throw page ? new BadRequestException() : InvalidRequest.unsupportedType(session);
    }
}
