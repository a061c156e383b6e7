package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.endpoint.backchannel.BodyNotPermittedException;
import dev.extendedtoken.keycloak.endpoint.backchannel.RealmAccess;
import dev.extendedtoken.keycloak.endpoint.backchannel.RequestGuard;
import dev.extendedtoken.keycloak.endpoint.http.InvalidRequest;
import dev.extendedtoken.keycloak.json.JsonBody;
import dev.extendedtoken.keycloak.json.JsonBodyException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.keycloak.events.EventBuilder;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.KeycloakSession;

/**
 * One of Keycloak's endpoints for a request whose body is JSON: the body becomes form parameters, and the guarded endpoint
 * for forms answers. Client authentication, what the request does, answers and errors stay that endpoint's.
 */
abstract class JsonEndpoint {

    final KeycloakSession session;
    final EventBuilder event;
    final RequestGuard guard;
    private final HttpRequest original;

    JsonEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        this.session = session;
        this.event = event;
        this.guard = guard;
        this.original = session.getContext().getHttpRequest();
    }

    /** Makes the guarded endpoint, which takes the session's current request, and runs it. */
    abstract Response answerForm();

    /** In a realm that is disabled, or where HTTPS is missing, Keycloak answers before the body is read. */
    final Response answer(InputStream body) {
        if (!new RealmAccess(session).isOpen()) {
            return answerForm();
        }
        session.getContext().setHttpRequest(new FormRequest(original, parameters(body)));
        guard.permitBodyWith(JsonRequestsConfiguration.class);
        try {
            return answerForm();
        } catch (BodyNotPermittedException e) {
            return answerWithoutParameters();
        }
    }

    /** Keycloak does not read a body that is no form: to it the request has no parameters. */
    private Response answerWithoutParameters() {
        session.getContext().setHttpRequest(original);
        guard.permitAnyBody();
        return answerForm();
    }

    private Map<String, List<String>> parameters(InputStream body) {
        HttpHeaders headers = original.getHttpHeaders();
        try {
            return JsonBody.read(
                    body,
                    headers.getHeaderString(HttpHeaders.CONTENT_TYPE),
                    headers.getHeaderString(HttpHeaders.CONTENT_ENCODING),
                    headers.getLength());
        } catch (JsonBodyException e) {
            throw InvalidRequest.forBody(session, e);
        } catch (IOException e) {
            throw InvalidRequest.unreadable(session);
        }
    }
}
