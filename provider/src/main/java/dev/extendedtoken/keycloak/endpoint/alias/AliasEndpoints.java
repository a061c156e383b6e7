package dev.extendedtoken.keycloak.endpoint.alias;

import dev.extendedtoken.keycloak.endpoint.ExtendedOidcService;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;

/**
 * Keycloak's OpenID Connect endpoints under the names that clients of other systems have built in. Each name hands
 * out the endpoint itself, so that it answers as it does on its own path.
 */
public class AliasEndpoints {

    private final ExtendedOidcService service;

    AliasEndpoints(ExtendedOidcService service) {
        this.service = service;
    }

    @Path("token")
    public Object token() {
        return service.token();
    }

    @Path("authorize")
    public Object authorize() {
        return service.auth();
    }

    @Path("revoke")
    public Object revoke() {
        return service.revoke();
    }

    @Path("introspect")
    public Object introspect() {
        return service.introspect();
    }

    /** On Keycloak's paths, GET and OPTIONS of a wrong path are not found (404). */
    @GET
    @Path("{unknown: .+}")
    public Response unknown() {
        throw new NotFoundException();
    }

    /** Keycloak answers 405, not 404, to HEAD of an unknown path. */
    @HEAD
    @Path("{unknown: .+}")
    public Response headOfUnknown() {
        throw new WebApplicationException(Response.Status.METHOD_NOT_ALLOWED);
    }

    /** As {@link #unknown}. */
    @OPTIONS
    @Path("{unknown: .+}")
    public Response optionsOfUnknown() {
        throw new NotFoundException();
    }
}
