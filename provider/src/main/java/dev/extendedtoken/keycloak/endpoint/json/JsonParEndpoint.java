package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedParEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.RequestGuard;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;

/** The endpoint for pushed authorization requests (RFC 9126) for JSON. */
public final class JsonParEndpoint extends JsonEndpoint {

    public JsonParEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session, event, guard);
    }

    @POST
    @Path("request")
    @Produces(MediaType.APPLICATION_JSON)
    public Response request(InputStream body) {
        return answer(body);
    }

    @Override
    Response answerForm() {
        return new GuardedParEndpoint(session, event, guard).request();
    }
}
