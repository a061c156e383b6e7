package dev.extendedtoken.keycloak.responseformat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.request.ClaimedClient;
import dev.extendedtoken.keycloak.request.RequestState;
import dev.extendedtoken.keycloak.responseformat.model.Envelope;
import dev.extendedtoken.keycloak.responseformat.model.OAuthError;
import dev.extendedtoken.keycloak.responseformat.model.RequestId;
import dev.extendedtoken.keycloak.responseformat.model.ResponseFormat;
import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.util.JsonSerialization;

/**
 * The format of the answer to the current request, at one of the endpoints that speak RFC 6749: chosen by the client
 * that Keycloak has authenticated, and until then by the one that the request claims to come from.
 */
public final class ResponseFormatting {

    /** The event detail with the request's id. */
    private static final String REQUEST_ID = "request_id";

    private final KeycloakSession session;
    private String requestId;

    private ResponseFormatting(KeycloakSession session) {
        this.session = session;
    }

    /** To be called before an endpoint is chosen; does nothing where no policy of the realm asks for a format. */
    public static void begin(KeycloakSession session) {
        if (forRequest(session).isEmpty()
                && session.getProvider(ClientPolicyEvaluator.class).isConfigured(ResponseFormatConfiguration.class)) {
            RequestState.put(session, ResponseFormatting.class, new ResponseFormatting(session));
        }
    }

    /** That of the current request, if it has begun. */
    public static Optional<ResponseFormatting> forRequest(KeycloakSession session) {
        return RequestState.find(session, ResponseFormatting.class);
    }

    /** Puts the request's id into the events to come. */
    public void note(EventBuilder event) {
        if (format().requestId()) {
            event.detail(REQUEST_ID, requestId());
        }
    }

    /** Gives an answer the format. */
    public void apply(ContainerResponseContext answer) {
        ResponseFormat format = format();
        if (format.requestId()) {
            answer.getHeaders().putSingle(RequestId.HEADER, requestId());
        }
        if (answer.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()) {
            if (answer.getEntity() instanceof AccessTokenResponse tokens) {
                tokens.setTokenType(format.tokenType().write(tokens.getTokenType()));
            }
            return;
        }
        OAuthError error = error(answer);
        boolean renamed = format.invalidClient() && isUnauthenticated() && error.isUnauthorizedClient();
        if (renamed) {
            answer.setStatus(Response.Status.UNAUTHORIZED.getStatusCode());
            error = new OAuthError(OAuthError.INVALID_CLIENT, error.description());
        }
        if (format.envelope()) {
            answer.setEntity(
                    JsonSerialization.mapper.valueToTree(Envelope.of(answer.getStatus(), error)),
                    null,
                    MediaType.APPLICATION_JSON_TYPE);
        } else if (renamed) {
            answer.setEntity(
                    new OAuth2ErrorRepresentation(
                            error.error(), error.description().orElse(null)),
                    null,
                    MediaType.APPLICATION_JSON_TYPE);
        }
    }

    private String requestId() {
        if (requestId == null) {
            List<String> sent =
                    session.getContext().getHttpRequest().getHttpHeaders().getRequestHeader(RequestId.HEADER);
            requestId = RequestId.of(sent == null ? List.of() : sent);
        }
        return requestId;
    }

    /** Keycloak names the client of a request as soon as it has authenticated it. */
    private boolean isUnauthenticated() {
        return session.getContext().getClient() == null;
    }

    /** Without policies that can be evaluated, an error of the database is told as Keycloak tells it. */
    private ResponseFormat format() {
        try {
            return wantedFormat();
        } catch (RuntimeException e) {
            if (new DatabaseTransaction(session).hasFailed()) {
                return ResponseFormat.DEFAULT;
            }
            throw e;
        }
    }

    private ResponseFormat wantedFormat() {
        return client().map(client -> session.getProvider(ClientPolicyEvaluator.class)
                        .evaluate(client, ResponseFormatConfiguration.class)
                        .readable())
                .map(readable -> ResponseFormat.all(readable.stream()
                        .map(ResponseFormatConfiguration::format)
                        .toList()))
                .orElse(ResponseFormat.DEFAULT);
    }

    private Optional<ClientModel> client() {
        return Optional.ofNullable(session.getContext().getClient())
                .or(() -> ClaimedClient.forUnreadableRequest(session));
    }

    /** Not every error has a body, nor is each body of one kind. */
    private static OAuthError error(ContainerResponseContext answer) {
        String status = answer.getStatusInfo().getReasonPhrase();
        Object body = answer.getEntity();
        if (body instanceof OAuth2ErrorRepresentation error) {
            return new OAuthError(
                    Optional.ofNullable(error.getError()).orElse(status),
                    Optional.ofNullable(error.getErrorDescription()));
        }
        if (body instanceof Map<?, ?> || body instanceof JsonNode) {
            JsonNode json = JsonSerialization.mapper.valueToTree(body);
            return new OAuthError(
                    json.path("error").asText(status),
                    Optional.ofNullable(json.path("error_description").textValue()));
        }
        return new OAuthError(status, Optional.empty());
    }
}
