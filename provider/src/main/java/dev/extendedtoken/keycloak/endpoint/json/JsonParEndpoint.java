package dev.extendedtoken.keycloak.endpoint.json;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;

/** Stands in front of Keycloak's {@link ParEndpoint} (RFC 9126) for requests whose body is JSON. */
public final class JsonParEndpoint {

    private final KeycloakSession session;
    private final EventBuilder event;

    public JsonParEndpoint(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
    }

    @POST
    @Path("request")
    @Produces(MediaType.APPLICATION_JSON)
    public Response request(InputStream body) {
        return new JsonExchange(
                        session, event, () -> EventType.PUSHED_AUTHORIZATION_REQUEST, exchange -> new ParEndpoint(
                                        session, event)
                                .request())
                .answer(body);
    }
}
