package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.gate.ClaimedClient;
import dev.extendedtoken.keycloak.gate.Gate;
import dev.extendedtoken.keycloak.json.JsonBody;
import dev.extendedtoken.keycloak.json.JsonBodyException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;

/**
 * Stands in front of Keycloak's {@link TokenEndpoint} for requests whose body is JSON. It turns the body into form
 * parameters and hands them on; grants, client authentication, answers and errors stay Keycloak's.
 */
public final class JsonTokenEndpoint {

    private final KeycloakSession session;
    private final TokenManager tokenManager;
    private final EventBuilder event;

    JsonTokenEndpoint(KeycloakSession session, TokenManager tokenManager, EventBuilder event) {
        this.session = session;
        this.tokenManager = tokenManager;
        this.event = event;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response processGrantRequest(InputStream body) {
        HttpRequest original = session.getContext().getHttpRequest();
        if (!new RealmAccess(session).isOpen()) {
            return keycloaksOwnAnswer(original);
        }
        FormRequest form = new FormRequest(original, parameters(original.getHttpHeaders(), body));
        session.getContext().setHttpRequest(form);
        if (ClaimedClient.of(session).filter(this::mustNotSendJson).isPresent()) {
            return keycloaksOwnAnswer(original);
        }
        return new GatedTokenEndpoint(session, tokenManager, event, authenticated -> {
                    if (mustNotSendJson(authenticated)) {
                        keycloaksOwnAnswer(original);
                    }
                })
                .processGrantRequest();
    }

    @Path("introspect")
    public Object introspect() {
        return new TokenEndpoint(session, tokenManager, event).introspect();
    }

    private Map<String, List<String>> parameters(HttpHeaders headers, InputStream body) {
        try {
            return JsonBody.read(body, headers.getHeaderString(HttpHeaders.CONTENT_ENCODING), headers.getLength());
        } catch (JsonBodyException e) {
            throw InvalidRequest.of(session, e);
        } catch (IOException e) {
            throw InvalidRequest.unreadable(session);
        }
    }

    private boolean mustNotSendJson(ClientModel client) {
        return !session.getProvider(Gate.class).judge(client).grants(JsonRequestsConfiguration.class);
    }

    /** Keycloak does not look into a body that is no form: to it the request has no parameters, and it throws. */
    private Response keycloaksOwnAnswer(HttpRequest original) {
        session.getContext().setHttpRequest(original);
        return new TokenEndpoint(session, tokenManager, event).processGrantRequest();
    }
}
