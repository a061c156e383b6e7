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
 * The one answer to every request without a good key (RFC 6749 section 5.2): the reason is for the event alone. Any
 * page may read it, as it may read Keycloak's answer to wrong client credentials.
 */
record ApiKeyError(KeycloakSession session, EventBuilder event) {

    /** The event detail that names a key. */
    static final String KEY_ID = "api_key_id";

    static final String DESCRIPTION = "Invalid client or Invalid client credentials";

    /** Every reason of ours in an event begins with it. */
    static final String REASON_PREFIX = "api_key_";

    CorsErrorResponseException of(ClientModel client, String reason, Optional<String> keyId) {
        keyId.ifPresent(id -> event.detail(KEY_ID, id));
        event.client(client).detail(Details.REASON, REASON_PREFIX + reason).error(Errors.INVALID_CLIENT_CREDENTIALS);
        return PublicErrorResponse.of(
                session, OAuthErrorException.INVALID_CLIENT, DESCRIPTION, Response.Status.UNAUTHORIZED);
    }
}
