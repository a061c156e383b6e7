package dev.extendedtoken.keycloak.endpoint.json;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.endpoint.backchannel.ClientGuard;
import dev.extendedtoken.keycloak.endpoint.backchannel.RealmAccess;
import dev.extendedtoken.keycloak.endpoint.backchannel.StorageCheck;
import dev.extendedtoken.keycloak.endpoint.http.InvalidRequest;
import dev.extendedtoken.keycloak.json.JsonBody;
import dev.extendedtoken.keycloak.json.JsonBodyException;
import dev.extendedtoken.keycloak.request.ClaimedClient;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * One request whose body is JSON, at one of Keycloak's endpoints: the body becomes form parameters, and the endpoint
 * sees a form. Client authentication, what the request does, answers and errors stay the endpoint's.
 */
final class JsonExchange {

    private final KeycloakSession session;
    private final HttpRequest original;
    private final Function<JsonExchange, Response> endpoint;
    private final ClientGuard guard;
    private final Supplier<EventType> eventType;
    private String letThrough;

    /**
     * @param eventType what events of the endpoint are; asked when the parameters are known
     * @param endpoint makes Keycloak's endpoint for the session's current request, and runs it
     */
    JsonExchange(
            KeycloakSession session,
            EventBuilder event,
            Supplier<EventType> eventType,
            Function<JsonExchange, Response> endpoint) {
        this.session = session;
        this.original = session.getContext().getHttpRequest();
        this.guard = ClientGuard.overParameters(session, event);
        this.eventType = eventType;
        this.endpoint = endpoint;
    }

    Response answer(InputStream body) {
        return new StorageCheck(session).check(() -> unchecked(body));
    }

    private Response unchecked(InputStream body) {
        if (!new RealmAccess(session).isOpen()) {
            return builtInAnswer();
        }
        FormRequest form = new FormRequest(original, parameters(body), this::checkAuthenticatedClient);
        session.getContext().setHttpRequest(form);
        guard.checkClaimedClient(eventType.get());
        boolean refused =
                ClaimedClient.of(session).filter(this::mustNotSendJson).isPresent();
        return refused ? builtInAnswer() : endpoint.apply(this);
    }

    /**
     * Looks again once Keycloak knows the client: a request can name two of them, and only one is authenticated. Throws
     * the answer if that one may not send JSON.
     */
    void checkAuthenticatedClient() {
        checkJson();
        guard.checkAuthenticatedClient();
    }

    private void checkJson() {
        ClientModel authenticated = session.getContext().getClient();
        if (authenticated != null && mustNotSendJson(authenticated)) {
            throw new WebApplicationException(builtInAnswer());
        }
    }

    private boolean mustNotSendJson(ClientModel client) {
        if (client.getId().equals(letThrough)) {
            return false;
        }
        if (session.getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, JsonRequestsConfiguration.class)
                .isGranted()) {
            letThrough = client.getId();
            return false;
        }
        return true;
    }

    /** Keycloak does not look into a body that is no form: to it the request has no parameters. */
    private Response builtInAnswer() {
        session.getContext().setHttpRequest(original);
        guard.checkClaimedClient(eventType.get());
        return endpoint.apply(this);
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
            throw InvalidRequest.of(session, e);
        } catch (IOException e) {
            throw InvalidRequest.unreadable(session);
        }
    }
}
