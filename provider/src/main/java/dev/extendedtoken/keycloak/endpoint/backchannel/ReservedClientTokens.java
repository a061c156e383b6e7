package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.clientpolicy.ReservedClient;
import dev.extendedtoken.keycloak.clientpolicy.ReservedClients;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessorContext;
import org.keycloak.services.ErrorResponseException;

/**
 * Tokens of a {@link ReservedClient} come from the authorization code of a login, and from nothing else. Otherwise somebody
 * who has copied one could get the next one for it (UMA 2.0, token exchange), as long as the user's session lasts.
 */
record ReservedClientTokens(KeycloakSession session) {

    /** The reason in the event. */
    private static final String REASON = "reserved_client_token";

    /** @throws ErrorResponseException 400 {@code unauthorized_client} (RFC 6749 section 5.2) */
    void check(TokenPostProcessorContext response) {
        if (response.code() == null
                && response.accessToken() != null
                && new ReservedClients(session)
                        .isReserved(response.accessToken().getIssuedFor())) {
            refuse(response.accessToken().getIssuedFor());
        }
    }

    private void refuse(String clientId) {
        KeycloakContext context = session.getContext();
        new EventBuilder(context.getRealm(), session, context.getConnection())
                .event(GrantEvent.forRequest(session))
                .client(clientId)
                .detail(Details.REASON, REASON)
                .error(Errors.NOT_ALLOWED);
        throw new ErrorResponseException(
                OAuthErrorException.UNAUTHORIZED_CLIENT,
                "Tokens of this client are issued for the code of a login only; sign in again",
                Response.Status.BAD_REQUEST);
    }
}
