package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedTokenEndpoint;
import dev.extendedtoken.keycloak.endpoint.backchannel.RequestGuard;
import dev.extendedtoken.keycloak.endpoint.http.RequestCounter;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;

/** The token endpoint for JSON. */
public final class JsonTokenEndpoint extends JsonEndpoint {

    public JsonTokenEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session, event, guard);
    }

    @POST
    public Response processGrantRequest(InputStream body) {
        try (RequestCounter.Request request = RequestCounter.JSON.begin()) {
            return request.answered(answer(body));
        }
    }

    @Override
    Response answerForm() {
        return new GuardedTokenEndpoint(session, event, guard).answer();
    }

    @Path("introspect")
    public Object introspect() {
        return new JsonIntrospectionEndpoint(session, event, guard);
    }
}
