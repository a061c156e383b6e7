package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.gate.TemporarilyUnavailable;
import dev.extendedtoken.keycloak.rotation.family.Generation;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.refresh.RefreshTokenContext;
import org.keycloak.services.CorsErrorResponseException;

/**
 * The answers to refresh tokens that are not good. The client learns that, and no more: to tell a token that was used
 * from one whose family has ended would help only who has stolen it. The reason is in the event.
 */
record Refusal(OAuth2GrantType.Context request, Generation presented) {

    /** A superseded token was presented. */
    static final String REUSE = "refresh_token_reuse";

    /** A retry comes with another proof than the answer that it asks for was given to. */
    static final String OTHER_BINDING = "refresh_token_other_binding";

    private static final String FAMILY = "refresh_token_family";
    private static final String GENERATION = "refresh_token_generation";

    static Refusal to(RefreshTokenContext refresh) {
        return new Refusal(
                refresh.grantContext(),
                FamilyClaims.read(refresh.oldRefreshToken()).generation());
    }

    /** RFC 6749 section 5.2: {@code invalid_grant}. */
    CorsErrorResponseException of(String reason) {
        request.getEvent()
                .detail(Details.REASON, reason)
                .detail(FAMILY, presented.family())
                .detail(GENERATION, Integer.toString(presented.number()))
                .error(Errors.INVALID_TOKEN);
        return answer(OAuthErrorException.INVALID_GRANT, "Invalid refresh token", Response.Status.BAD_REQUEST);
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
        request.getEvent().detail(Details.REASON, "refresh_token_busy").error(Errors.NOT_ALLOWED);
        return new TemporarilyUnavailable(
                request.getSession(), request.getCors(), "Too many requests for this session; try again");
    }

    /** The database or the cluster does not answer, so that nothing is known of the token. Nothing has changed. */
    CorsErrorResponseException unavailable() {
        request.getEvent()
                .detail(Details.REASON, "refresh_token_storage_unavailable")
                .error(Errors.NOT_ALLOWED);
        return TemporarilyUnavailable.storage(request.getSession(), request.getCors());
    }

    private CorsErrorResponseException answer(String error, String description, Response.Status status) {
        return new CorsErrorResponseException(request.getCors(), error, description, status);
    }
}
