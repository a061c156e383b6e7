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
 * The answers to refresh tokens that are not good. The client learns that, and no more: to tell a token that was used
 * from one whose family has ended would help only who has stolen it. The reason is in the event.
 */
record RefreshTokenError(OAuth2GrantType.Context request, Generation presented) {

    private static final Logger LOG = Logger.getLogger(RefreshTokenError.class);

    /** A superseded token was presented. */
    static final String REUSE = "refresh_token_reuse";

    /** A retry comes with another proof than the answer that it asks for was given to. */
    static final String OTHER_BINDING = "refresh_token_other_binding";

    private static final String FAMILY = "refresh_token_family";
    private static final String GENERATION = "refresh_token_generation";

    static RefreshTokenError to(RefreshTokenContext refresh) {
        return new RefreshTokenError(
                refresh.grantContext(),
                FamilyClaims.read(refresh.oldRefreshToken()).generation());
    }

    /**
     * RFC 6749 section 5.2: {@code invalid_grant}.
     *
     * @throws StorageUnavailableException if the event cannot be stored
     */
    CorsErrorResponseException of(String reason) {
        report(reason);
        return answer(OAuthErrorException.INVALID_GRANT, "Invalid refresh token", Response.Status.BAD_REQUEST);
    }

    /**
     * The event of such a refusal.
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
            throw new StorageUnavailableException("The event of a refusal cannot be stored", e);
        }
    }

    /** For the event: the clients that must exchange tokens again. */
    void note(List<String> exchangingClients) {
        if (!exchangingClients.isEmpty()) {
            request.getEvent().detail(Details.TOKEN_EXCHANGE_REVOKED_CLIENTS, String.join(",", exchangingClients));
        }
    }

    /** Not {@code invalid_grant}, which would have clients throw away a token that is good when this is over. */
    CorsErrorResponseException unreadablePolicies() {
        request.getEvent()
                .detail(Details.REASON, "refresh_token_policies_unreadable")
                .error(Errors.NOT_ALLOWED);
        return answer(
                OAuthErrorException.UNAUTHORIZED_CLIENT,
                "Refresh tokens cannot be used at the moment; an administrator has to correct the client policies",
                Response.Status.BAD_REQUEST);
    }

    /** The requests before this one take longer than anybody waits, or it took too long itself. Nothing has changed. */
    CorsErrorResponseException busy() {
        reportIfPossible("refresh_token_busy");
        return new TemporarilyUnavailable(
                request.getSession(), request.getCors(), "Too many requests for this session; try again");
    }

    /** The database or the cluster does not answer, so that it is not known what has become of the token. */
    CorsErrorResponseException unavailable() {
        reportIfPossible("refresh_token_storage_unavailable");
        return TemporarilyUnavailable.storage(request.getSession(), request.getCors());
    }

    /** As far as there is a database to store it in. */
    private void reportIfPossible(String reason) {
        try {
            request.getEvent().detail(Details.REASON, reason).error(Errors.NOT_ALLOWED);
        } catch (RuntimeException e) {
            LOG.debugf(e, "The event of %s cannot be stored", reason);
        }
    }

    private CorsErrorResponseException answer(String error, String description, Response.Status status) {
        return new CorsErrorResponseException(request.getCors(), error, description, status);
    }
}
