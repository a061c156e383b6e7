package dev.extendedtoken.keycloak.endpoint.json;

import static org.keycloak.utils.MediaType.APPLICATION_JWT;

import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedIntrospectionEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.RequestGuard;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;

/** The introspection endpoint (RFC 7662) for JSON. */
public final class JsonIntrospectionEndpoint extends JsonEndpoint {

    /** What an annotation on the method of Keycloak's endpoint adds to the answer, if RESTEasy calls it. */
    private static final String NO_CACHE = "no-cache";

    public JsonIntrospectionEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session, event, guard);
    }

    @POST
    @Produces({MediaType.APPLICATION_JSON, APPLICATION_JWT})
    public Response introspect(InputStream body) {
        return Response.fromResponse(answer(body))
                .header(HttpHeaders.CACHE_CONTROL, NO_CACHE)
                .build();
    }

    @Override
    Response answerForm() {
        return new GuardedIntrospectionEndpoint(session, event, guard).introspect();
    }
}
