package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.endpoint.backchannel.RecordingRevocationEndpoint;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;

/** Stands in front of Keycloak's {@link TokenRevocationEndpoint} (RFC 7009) for requests whose body is JSON. */
public final class JsonRevocationEndpoint {

    private final KeycloakSession session;
    private final EventBuilder event;

    public JsonRevocationEndpoint(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
    }

    @POST
    @Produces(MediaType.APPLICATION_JSON)
    public Response revoke(InputStream body) {
        return new JsonExchange(
                        session, event, () -> EventType.REVOKE_GRANT, exchange -> new RecordingRevocationEndpoint(
                                        session, event)
                                .revoke())
                .answer(body);
    }
}
