package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.request.CurrentTokenRequest;
import dev.extendedtoken.keycloak.request.PresentedCode;
import dev.extendedtoken.keycloak.request.TokenRequest;
import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
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
import org.keycloak.OAuth2Constants;
import org.keycloak.OAuthErrorException;
import org.keycloak.events.Details;
import org.keycloak.events.Errors;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.protocol.oidc.refresh.DefaultRefreshTokenProviderFactory;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.CorsErrorResponseException;
import org.keycloak.services.cors.Cors;
import org.keycloak.util.TokenUtil;

/**
 * Asks for the user JWT of a token request where a client's policies want one: of the very user whose code or refresh
 * token is presented, and before that is used up.
 */
public final class UserJwtCheck {

    private static final Set<SessionType> SESSIONS = Set.of(SessionType.ONLINE, SessionType.OFFLINE);

    private final KeycloakSession session;
    private final EventBuilder event;

    /** Whose user JWTs the request has shown; nobody's if it was not asked for any. */
    private final Set<String> users = new HashSet<>();

    public UserJwtCheck(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
    }

    /** The refusal of the current request, if a policy wants a user JWT of this client and there is none that is good. */
    public Optional<CorsErrorResponseException> refusal(ClientModel client, Supplier<Cors> cors) {
        try {
            for (UserJwtConfiguration one : matching(client)) {
                check(one.policy(), client);
            }
            return Optional.empty();
        } catch (UserJwtException e) {
            return Optional.of(refusal(e, client, cors));
        }
    }

    /**
     * The refusal of tokens that are about to be issued to somebody else than the user of the user JWT, whatever could be
     * found out about the grant before. Nothing that the request has changed is kept.
     */
    public Optional<CorsErrorResponseException> refusal(UserModel user, ClientModel client, Supplier<Cors> cors) {
        if (users.isEmpty() || user != null && users.stream().allMatch(user.getId()::equals)) {
            return Optional.empty();
        }
        session.getTransactionManager().setRollbackOnly();
        return Optional.of(refusal(new UserJwtException(Reason.OTHER_USER), client, cors));
    }

    private CorsErrorResponseException refusal(UserJwtException reason, ClientModel client, Supplier<Cors> cors) {
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
        TokenRequest request = CurrentTokenRequest.of(session);
        boolean refresh = request.isGrant(TokenRequest.REFRESH_TOKEN);
        if (!refresh && !request.isGrant(TokenRequest.AUTHORIZATION_CODE)) {
            throw new UserJwtException(Reason.OTHER_GRANT);
        }
        UserJwt jwt = new UserJwtVerifier(session, new ProofForTokens(), SESSIONS)
                .verify(refresh ? policy : policy.notExpired());
        Optional<String> user = refresh ? userOfRefreshToken(request) : userOfCode(request, client);
        // A code, or a refresh token of a session, is not good without a user, and Keycloak says so.
        if (user.isEmpty() && refresh && mayHaveNoSession(request)) {
            throw new UserJwtException(Reason.UNKNOWN_USER);
        }
        if (user.isPresent() && !user.get().equals(jwt.userId())) {
            throw new UserJwtException(Reason.OTHER_USER);
        }
        users.add(jwt.userId());
        event.detail(UserJwtLogin.ISSUED_TO, jwt.issuedTo());
    }

    private Optional<String> userOfCode(TokenRequest request, ClientModel client) {
        return request.get(OAuth2Constants.CODE)
                .flatMap(code -> PresentedCode.of(session, client, code))
                .map(code -> code.userSession().getUser().getId());
    }

    /** Other providers' refresh tokens, such as those of verifiable credentials, are good without one. */
    private boolean mayHaveNoSession(TokenRequest request) {
        return refreshToken(request)
                .filter(token -> token.getSessionId() == null
                        || token.getProvider() != null
                                && !DefaultRefreshTokenProviderFactory.PROVIDER_ID.equals(token.getProvider()))
                .isPresent();
    }

    private Optional<RefreshToken> refreshToken(TokenRequest request) {
        return request.get(OAuth2Constants.REFRESH_TOKEN)
                .map(token -> session.tokens().decode(token, RefreshToken.class));
    }

    private Optional<String> userOfRefreshToken(TokenRequest request) {
        return refreshToken(request)
                .flatMap(token -> Optional.ofNullable(token.getSessionId()).flatMap(id -> userOf(id, token)));
    }

    /** In a session of its own: the refresh reads the user session itself, under its lock. */
    private Optional<String> userOf(String userSession, RefreshToken token) {
        boolean offline = TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType());
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                own -> new DatabaseTransaction(own)
                        .read(() -> Optional.ofNullable(userSession(own, userSession, offline))
                                .map(UserSessionModel::getUser)
                                .map(UserModel::getId)),
                "user of a refresh token");
    }

    private static UserSessionModel userSession(KeycloakSession own, String id, boolean offline) {
        return offline
                ? own.sessions().getOfflineUserSession(own.getContext().getRealm(), id)
                : own.sessions().getUserSession(own.getContext().getRealm(), id);
    }
}
