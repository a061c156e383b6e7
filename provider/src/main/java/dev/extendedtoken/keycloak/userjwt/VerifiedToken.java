package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.clientpolicy.AccessTokenRevocations;
import dev.extendedtoken.keycloak.request.DerivedToken;
import dev.extendedtoken.keycloak.userjwt.model.UserJwt;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtSource;
import java.util.Arrays;
import java.util.Set;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.util.Time;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ImpersonationSessionNote;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.encode.AccessTokenContext;
import org.keycloak.protocol.oidc.encode.AccessTokenContext.SessionType;
import org.keycloak.protocol.oidc.encode.TokenContextEncoderProvider;
import org.keycloak.representations.AccessToken;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * An access token whose signature, issuer, type, user and session Keycloak has verified, without its expiry.
 *
 * @param own the Keycloak session of the verification
 * @param encoded the token as the client has sent it
 * @param sessionTypes the types of user sessions whose tokens are accepted
 */
record VerifiedToken(
        KeycloakSession own,
        AuthenticationManager.AuthResult result,
        String encoded,
        Set<SessionType> sessionTypes,
        KeyBinding binding)
        implements UserJwtPolicy.Token {

    private static final Set<String> DERIVING_GRANTS =
            Set.of(OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE, OAuth2Constants.UMA_GRANT_TYPE);

    /** The checks that Keycloak leaves to its callers, or does together with that of the expiry. */
    boolean isValid() {
        return isFromLiveSession()
                && !isNotYetValid()
                && new UserJwtSessions(own).hasLiveSource(result.session())
                && !new AccessTokenRevocations(own).contains(own.getContext().getRealm(), token().getId());
    }

    private AccessToken token() {
        return result.token();
    }

    /** A token without a session id does not come from a login, and no logout would end it. */
    private boolean isFromLiveSession() {
        return result.session() != null
                && token().getSessionId() != null
                && result.user().getServiceAccountClientLink() == null
                && isClientSessionLive();
    }

    /** Checks the client session of an expired token as a refresh does. */
    private boolean isClientSessionLive() {
        return !isExpiredFor(0)
                || AuthenticationManager.isClientSessionValid(
                        result.client().getRealm(), result.client(), result.session(), clientSession());
    }

    private AuthenticatedClientSessionModel clientSession() {
        return result.session()
                .getAuthenticatedClientSessionByClient(result.client().getId());
    }

    private boolean isNotYetValid() {
        return !token().isNotBefore(0)
                || token().getIat() < own.getContext().getRealm().getNotBefore();
    }

    @Override
    public String issuedTo() {
        return token().getIssuedFor();
    }

    @Override
    public boolean isImpersonated() {
        return Arrays.stream(ImpersonationSessionNote.values())
                        .anyMatch(note -> result.session().getNote(note.toString()) != null)
                || token().getOtherClaims().containsKey("act");
    }

    @Override
    public boolean isRestricted() {
        return isDerived() || !sessionTypes.contains(sessionType());
    }

    /** Tokens of releases without the claim show it only by the grant type in their id. */
    private boolean isDerived() {
        return token().getOtherClaims().containsKey(DerivedToken.CLAIM)
                || token().getAuthorization() != null
                || DERIVING_GRANTS.contains(tokenContext().getGrantType());
    }

    private SessionType sessionType() {
        SessionType type = tokenContext().getSessionType();
        if (type != SessionType.UNKNOWN) {
            return type;
        }
        return result.session().isOffline() ? SessionType.OFFLINE : SessionType.ONLINE;
    }

    private AccessTokenContext tokenContext() {
        return own.getProvider(TokenContextEncoderProvider.class).getTokenContextFromTokenId(token().getId());
    }

    @Override
    public boolean isExpiredFor(int seconds) {
        return token().getExp() == null || token().getExp() + seconds <= Time.currentTimeSeconds();
    }

    @Override
    public boolean isPossessionProven() {
        return binding.isProven(own, token(), encoded);
    }

    UserJwt userJwt() {
        return new UserJwt(result.user().getId(), issuedTo(), authTime(), source());
    }

    private int authTime() {
        UserSessionModel userSession = result.session();
        String note = userSession.getNote(AuthenticationManager.AUTH_TIME);
        return note == null ? userSession.getStarted() : Integer.parseInt(note);
    }

    private UserJwtSource source() {
        AuthenticatedClientSessionModel clientSession = clientSession();
        return new UserJwtSource(
                result.session().getId(),
                result.session().getStarted(),
                result.client().getId(),
                clientSession == null ? 0 : clientSession.getStarted());
    }
}
