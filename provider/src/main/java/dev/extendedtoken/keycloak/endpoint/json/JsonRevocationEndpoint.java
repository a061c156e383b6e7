package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedRevocationEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.RequestGuard;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;

/** The revocation endpoint (RFC 7009) for JSON. */
public final class JsonRevocationEndpoint extends JsonEndpoint {

    public JsonRevocationEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session, event, guard);
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(InputStream body) {
        return answer(body);
    }

    @Override
    Response answerForm() {
        return new GuardedRevocationEndpoint(session, event, guard).revoke();
    }
}
