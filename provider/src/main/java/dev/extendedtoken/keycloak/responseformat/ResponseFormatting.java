package dev.extendedtoken.keycloak.responseformat;

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
import java.util.Optional;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.AccessTokenResponse;
import org.keycloak.representations.idm.OAuth2ErrorRepresentation;
import org.keycloak.util.JsonSerialization;

/**
 * Formats the response to the current request at an OAuth endpoint: by the policies of the authenticated client, or of the
 * claimed client before authentication.
 */
public final class ResponseFormatting {

    /** The event detail with the id of the request. */
    private static final String REQUEST_ID = "request_id";

    private final KeycloakSession session;
    private String requestId;

    private ResponseFormatting(KeycloakSession session) {
        this.session = session;
    }

    /** Must be called before an endpoint is created. Does nothing if no policy of the realm has the executor. */
    public static void begin(KeycloakSession session) {
        if (forRequest(session).isEmpty()
                && session.getProvider(ClientPolicyEvaluator.class).isConfigured(ResponseFormatConfiguration.class)) {
            RequestState.put(session, ResponseFormatting.class, new ResponseFormatting(session));
        }
    }

    /** The formatting of the current request; empty if it has not begun. */
    public static Optional<ResponseFormatting> forRequest(KeycloakSession session) {
        return RequestState.find(session, ResponseFormatting.class);
    }

    /** Adds the id of the request to all later events. */
    public void note(EventBuilder event) {
        if (format().requestId()) {
            event.detail(REQUEST_ID, requestId());
        }
    }

    /** Applies the format to a response. */
    public void apply(ContainerResponseContext response) {
        ResponseFormat format = format();
        if (format.requestId()) {
            response.getHeaders().putSingle(RequestId.HEADER, requestId());
        }
        if (response.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()) {
            if (response.getEntity() instanceof AccessTokenResponse tokens) {
                tokens.setTokenType(format.tokenType().write(tokens.getTokenType()));
            }
            return;
        }
        OAuthError error = ErrorEntity.read(response);
        boolean renamed = format.invalidClient() && isUnauthenticated() && error.isUnauthorizedClient();
        if (renamed) {
            response.setStatus(Response.Status.UNAUTHORIZED.getStatusCode());
            error = new OAuthError(OAuthError.INVALID_CLIENT, error.description());
        }
        if (format.envelope()) {
            response.setEntity(
                    JsonSerialization.mapper.valueToTree(Envelope.forError(response.getStatus(), error)),
                    null,
                    MediaType.APPLICATION_JSON_TYPE);
        } else if (renamed) {
            response.setEntity(
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
            requestId = RequestId.choose(sent == null ? List.of() : sent);
        }
        return requestId;
    }

    /** Keycloak sets the client of the context after it has authenticated the client. */
    private boolean isUnauthenticated() {
        return session.getContext().getClient() == null;
    }

    /** The format of Keycloak if the policies cannot be evaluated because the database has failed. */
    private ResponseFormat format() {
        try {
            return configuredFormat();
        } catch (RuntimeException e) {
            if (new DatabaseTransaction(session).hasFailed()) {
                return ResponseFormat.DEFAULT;
            }
            throw e;
        }
    }

    private ResponseFormat configuredFormat() {
        return client().map(client -> session.getProvider(ClientPolicyEvaluator.class)
                        .evaluate(client, ResponseFormatConfiguration.class)
                        .readable())
                .map(readable -> ResponseFormat.combine(readable.stream()
                        .map(ResponseFormatConfiguration::format)
                        .toList()))
                .orElse(ResponseFormat.DEFAULT);
    }

    private Optional<ClientModel> client() {
        return Optional.ofNullable(session.getContext().getClient())
                .or(() -> ClaimedClient.forUnreadableRequest(session));
    }
}
