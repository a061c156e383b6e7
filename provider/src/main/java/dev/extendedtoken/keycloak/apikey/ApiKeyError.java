package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.request.PublicErrorResponse;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.CorsErrorResponseException;

/**
 * The error response 401 {@code invalid_client} (RFC 6749 section 5.2) to a request without a valid API key. It is the same
 * for every reason; only the event contains the reason.
 */
record ApiKeyError(KeycloakSession session, EventBuilder event) {

    /** The event detail with the key's id. */
    static final String KEY_ID = "api_key_id";

    static final String DESCRIPTION = "Invalid client or Invalid client credentials";

    /** The prefix of the reason in events. */
    static final String REASON_PREFIX = "api_key_";

    /** Sends the event and returns the error response. */
    CorsErrorResponseException forClient(ClientModel client, String reason, Optional<String> keyId) {
        keyId.ifPresent(id -> event.detail(KEY_ID, id));
        event.client(client).detail(Details.REASON, REASON_PREFIX + reason).error(Errors.INVALID_CLIENT_CREDENTIALS);
        return PublicErrorResponse.forRequest(
                session, OAuthErrorException.INVALID_CLIENT, DESCRIPTION, Response.Status.UNAUTHORIZED);
    }
}
