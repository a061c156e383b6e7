package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.endpoint.backchannel.GrantEvent;
import dev.extendedtoken.keycloak.endpoint.backchannel.GuardedTokenEndpoint;
import dev.extendedtoken.keycloak.endpoint.http.RequestCounter;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;

/** Stands in front of Keycloak's {@link TokenEndpoint} for requests whose body is JSON. */
public final class JsonTokenEndpoint {

    private final KeycloakSession session;
    private final TokenManager tokenManager;
    private final EventBuilder event;

    public JsonTokenEndpoint(KeycloakSession session, TokenManager tokenManager, EventBuilder event) {
        this.session = session;
        this.tokenManager = tokenManager;
        this.event = event;
    }

    @POST
    public Response processGrantRequest(InputStream body) {
        return RequestCounter.JSON.count(
                () -> new JsonExchange(session, event, () -> GrantEvent.of(session), this::tokenEndpoint).answer(body));
    }

    private Response tokenEndpoint(JsonExchange exchange) {
        return new GuardedTokenEndpoint(session, tokenManager, event, exchange::checkAuthenticatedClient)
                .processGrantRequest();
    }

    @Path("introspect")
    public Object introspect() {
        return new JsonIntrospectionEndpoint(session, event);
    }
}
