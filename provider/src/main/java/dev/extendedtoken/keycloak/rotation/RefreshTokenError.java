package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.token.FamilyClaims;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import dev.extendedtoken.keycloak.storage.TemporarilyUnavailable;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;
import org.keycloak.services.CorsErrorResponseException;

/**
 * The error responses to refresh tokens (RFC 6749 section 5.2). The client learns that the token is not valid, and no
 * more: whether it was used before or its family has ended would help a thief only. The reason is in the event.
 */
record RefreshTokenError(OAuth2GrantType.Context request, Generation presented) {

    private static final Logger LOG = Logger.getLogger(RefreshTokenError.class);

    /** A superseded token was presented. */
    static final String REUSE = "refresh_token_reuse";

    /** A retry is bound to another key or certificate than the response that it asks for. */
    static final String OTHER_BINDING = "refresh_token_other_binding";

    private static final String FAMILY = "refresh_token_family";
    private static final String FAMILY_KEPT = "refresh_token_family_kept";
    private static final String GENERATION = "refresh_token_generation";

    static RefreshTokenError forRequest(RefreshTokenContext refresh) {
        return new RefreshTokenError(
                refresh.grantContext(),
                FamilyClaims.read(refresh.oldRefreshToken()).generation());
    }

    /**
     * The error {@code invalid_grant}, with its event.
     *
     * @throws StorageUnavailableException if the event cannot be stored
     */
    CorsErrorResponseException invalidGrant(String reason) {
        report(reason);
        return response(OAuthErrorException.INVALID_GRANT, "Invalid refresh token", Response.Status.BAD_REQUEST);
    }

    /**
     * Sends the event alone.
     *
     * @throws StorageUnavailableException if it cannot be stored
     */
    void report(String reason) {
        EventBuilder event = request.getEvent()
                .detail(Details.REASON, reason)
                .detail(FAMILY, presented.family())
                .detail(GENERATION, Integer.toString(presented.number()));
        try {
            event.error(Errors.INVALID_TOKEN);
        } catch (RuntimeException e) {
            throw new StorageUnavailableException("The event of a refused refresh token cannot be stored", e);
        }
    }

    /** Adds to the event: the family goes on, because of {@code keep-family}. */
    void noteKeptFamily() {
        request.getEvent().detail(FAMILY_KEPT, "true");
    }

    /** Adds to the event: the ids of the clients that must exchange tokens again. */
    void noteExchangingClients(List<String> exchangingClients) {
        if (!exchangingClients.isEmpty()) {
            request.getEvent().detail(Details.TOKEN_EXCHANGE_REVOKED_CLIENTS, String.join(",", exchangingClients));
        }
    }

    /** Not {@code invalid_grant}: a client would throw away a token that is valid once the policies are corrected. */
    CorsErrorResponseException unreadablePolicies() {
        request.getEvent()
                .detail(Details.REASON, "refresh_token_policies_unreadable")
                .error(Errors.NOT_ALLOWED);
        return response(
                OAuthErrorException.UNAUTHORIZED_CLIENT,
                "Refresh tokens cannot be used at the moment; an administrator has to correct the client policies",
                Response.Status.BAD_REQUEST);
    }

    /** The lock was not acquired within the acquire timeout, or was held for too long. No token is issued. */
    CorsErrorResponseException busy() {
        reportIfPossible("refresh_token_busy");
        return new TemporarilyUnavailable(
                request.getSession(), request.getCors(), "Too many requests for this session; try again");
    }

    /** The database or the cluster does not answer, so the state of the token is unknown. */
    CorsErrorResponseException unavailable() {
        reportIfPossible("refresh_token_storage_unavailable");
        return TemporarilyUnavailable.storage(request.getSession(), request.getCors());
    }

    /** The database may be the part that fails. */
    private void reportIfPossible(String reason) {
        try {
            request.getEvent().detail(Details.REASON, reason).error(Errors.NOT_ALLOWED);
        } catch (RuntimeException e) {
            LOG.debugf(e, "The event of %s cannot be stored", reason);
        }
    }

    private CorsErrorResponseException response(String error, String description, Response.Status status) {
        return new CorsErrorResponseException(request.getCors(), error, description, status);
    }
}
