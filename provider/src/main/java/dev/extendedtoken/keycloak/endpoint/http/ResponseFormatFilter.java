package dev.extendedtoken.keycloak.endpoint.http;

import dev.extendedtoken.keycloak.responseformat.ResponseFormatting;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import org.keycloak.models.KeycloakSession;

/** The last step of each answer, also of RESTEasy's 405 and 415. */
@Provider
public class ResponseFormatFilter implements ContainerResponseFilter {

    @Context
    KeycloakSession session;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        ResponseFormatting.forRequest(session).ifPresent(format -> format.apply(response));
    }
}
