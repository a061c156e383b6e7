package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.request.CurrentTokenRequest;
import dev.extendedtoken.keycloak.request.TokenRequest;
import dev.extendedtoken.keycloak.userjwt.model.UserJwt;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException.Reason;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;

/**
 * Checks the user JWT of a token request if a client's policies require one. It must belong to the user of the presented
 * code or refresh token. The check runs before the code or refresh token is used up.
 */
public final class UserJwtCheck {

    private static final Set<SessionType> SESSION_TYPES = Set.of(SessionType.ONLINE, SessionType.OFFLINE);

    private final KeycloakSession session;
    private final EventBuilder event;

    /** The ids of the users of the checked user JWTs; empty if no policy required one. */
    private final Set<String> users = new HashSet<>();

    public UserJwtCheck(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
    }

    /** The error response 401 {@code invalid_token} if a policy requires a user JWT of this client and none is accepted. */
    public Optional<CorsErrorResponseException> error(ClientModel client, Supplier<Cors> cors) {
        try {
            for (UserJwtConfiguration one : matching(client)) {
                check(one.policy(), client);
            }
            return Optional.empty();
        } catch (UserJwtException e) {
            return Optional.of(error(e, client, cors));
        }
    }

    /**
     * The error response if the tokens of the response belong to another user than the user JWT. The request is then rolled
     * back.
     *
     * @param user the user of the tokens; null if they have none
     */
    public Optional<CorsErrorResponseException> error(UserModel user, ClientModel client, Supplier<Cors> cors) {
        if (users.isEmpty() || user != null && users.stream().allMatch(user.getId()::equals)) {
            return Optional.empty();
        }
        session.getTransactionManager().setRollbackOnly();
        return Optional.of(error(new UserJwtException(Reason.OTHER_USER), client, cors));
    }

    private CorsErrorResponseException error(UserJwtException reason, ClientModel client, Supplier<Cors> cors) {
        event.client(client).detail(Details.REASON, reason.getMessage()).error(Errors.INVALID_TOKEN);
        return new CorsErrorResponseException(
                cors.get(),
                OAuthErrorException.INVALID_TOKEN,
                "The user's access token is missing, or not good for this request",
                Response.Status.UNAUTHORIZED);
    }

    private List<UserJwtConfiguration> matching(ClientModel client) throws UserJwtException {
        return session.getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, UserJwtConfiguration.class)
                .orElseThrow(() -> new UserJwtException(Reason.POLICY_UNREADABLE));
    }

    private void check(UserJwtPolicy policy, ClientModel client) throws UserJwtException {
        TokenRequest request = CurrentTokenRequest.read(session);
        boolean refresh = request.isGrant(TokenRequest.REFRESH_TOKEN);
        if (!refresh && !request.isGrant(TokenRequest.AUTHORIZATION_CODE)) {
            throw new UserJwtException(Reason.OTHER_GRANT);
        }
        UserJwt jwt = new UserJwtVerifier(session, new TokenRequestProof(), SESSION_TYPES)
                .verify(refresh ? policy : policy.notExpired());
        PresentedGrant grant = new PresentedGrant(session, request);
        Optional<String> user = refresh ? grant.userOfRefreshToken() : grant.userOfCode(client);
        // Keycloak refuses codes, and refresh tokens of sessions, without a user.
        if (user.isEmpty() && refresh && grant.mayHaveNoSession()) {
            throw new UserJwtException(Reason.UNKNOWN_USER);
        }
        if (user.isPresent() && !user.get().equals(jwt.userId())) {
            throw new UserJwtException(Reason.OTHER_USER);
        }
        users.add(jwt.userId());
        event.detail(UserJwtLogin.ISSUED_TO, jwt.issuedTo());
    }
}
