package dev.extendedtoken.keycloak.endpoint.json;

import static org.keycloak.utils.MediaType.APPLICATION_JWT;

import dev.extendedtoken.keycloak.userjwt.PresentedSessions;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenIntrospectionEndpoint;

/** Stands in front of Keycloak's {@link TokenIntrospectionEndpoint} (RFC 7662) for requests whose body is JSON. */
public final class JsonIntrospectionEndpoint {

    /** What Keycloak's endpoint adds to an answer by an annotation on its method, which is called past it here. */
    private static final String NO_CACHE = "no-cache";

    private final KeycloakSession session;
    private final EventBuilder event;

    public JsonIntrospectionEndpoint(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
    }

    @POST
    @Produces({MediaType.APPLICATION_JSON, APPLICATION_JWT})
    public Response introspect(InputStream body) {
        Response answer = new JsonExchange(session, event, () -> EventType.INTROSPECT_TOKEN, this::answer).answer(body);
        return Response.fromResponse(answer)
                .header(HttpHeaders.CACHE_CONTROL, NO_CACHE)
                .build();
    }

    private Response answer(JsonExchange exchange) {
        new PresentedSessions(session).endOrphaned();
        return new TokenIntrospectionEndpoint(session, event).introspect();
    }
}
