package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import dev.extendedtoken.keycloak.storage.OwnTransaction;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtSource;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.OAuthErrorException;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.UserSessionModel;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/**
 * The user sessions of logins by user JWT: one for each pair of {@link UserJwtSource} and client. The id of a session is
 * computed from them ({@link UserJwtSessionId}). A session must not outlive its source; that is checked when a request uses
 * the session.
 */
public final class UserJwtSessions {

    private static final Logger LOG = Logger.getLogger(UserJwtSessions.class);

    /** The session note with the source. */
    static final String SOURCE = "extended-token.user-jwt-source";

    private final KeycloakSession session;

    public UserJwtSessions(KeycloakSession session) {
        this.session = session;
    }

    /** Whether the id is that of a login by user JWT. */
    public static boolean isUserJwtSession(String id) {
        return id != null && id.startsWith(UserJwtSessionId.PREFIX);
    }

    /**
     * Prevents offline sessions of logins by user JWT, which would outlive their source, for all grants.
     *
     * @param token the refresh token of the token response; null if there is none
     * @throws ErrorResponseException 400 {@code invalid_scope}; the request is rolled back
     */
    public static void refuseOffline(RefreshToken token) {
        if (token != null
                && TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType())
                && isUserJwtSession(token.getSessionId())) {
            throw new ErrorResponseException(
                    OAuthErrorException.INVALID_SCOPE,
                    "A login by user JWT has no offline session: leave out the scope offline_access",
                    Response.Status.BAD_REQUEST);
        }
    }

    /**
     * Finds or creates the session of a login by user JWT. Separate transactions do that, so that parallel requests use the
     * same session.
     *
     * @return empty if the session cannot be created now
     */
    public Optional<UserSessionModel> forLogin(AuthenticationSessionModel login) {
        return UserJwtLogin.source(login)
                .flatMap(source -> new UserJwtSessionCreation(session, login, source).findOrCreate())
                .map(id -> session.sessions().getUserSession(login.getRealm(), id))
                .map(UserJwtSessions::refreshed);
    }

    /** Keycloak does the same for the session of an SSO cookie. */
    private static UserSessionModel refreshed(UserSessionModel userSession) {
        userSession.setLastSessionRefresh(Math.toIntExact(Time.currentTimeSeconds()));
        return userSession;
    }

    /** Whether the source of a login by user JWT is live; true for all other sessions. */
    public boolean hasLiveSource(UserSessionModel userSession) {
        return !isUserJwtSession(userSession.getId())
                || UserJwtSource.parse(userSession.getNote(SOURCE))
                        .filter(source -> new LiveSessions(session).has(source))
                        .isPresent();
    }

    /**
     * Ends a login by user JWT whose source has ended, before Keycloak reads it. Does nothing for other sessions.
     *
     * @throws ErrorResponseException 503 if the session cannot be read
     */
    public void endIfSourceHasEnded(String id) {
        if (!isUserJwtSession(id)) {
            return;
        }
        try {
            new OwnTransaction(session).commit("end of a login by user JWT", own -> {
                orphaned(own, id).ifPresent(ended -> end(own, ended));
                return true;
            });
        } catch (StorageUnavailableException e) {
            LOG.debug("A login by user JWT cannot be looked up", e);
            throw new ErrorResponseException(
                    OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                    "The session cannot be looked up now; send the same request again",
                    Response.Status.SERVICE_UNAVAILABLE);
        }
    }

    /**
     * The session if its source has ended.
     *
     * @throws StorageUnavailableException if the database has failed, because the source may exist
     */
    private static Optional<UserSessionModel> orphaned(KeycloakSession own, String id) {
        return new DatabaseTransaction(own).read(() -> Optional.ofNullable(
                        own.sessions().getUserSession(own.getContext().getRealm(), id))
                .filter(found -> !new UserJwtSessions(own).hasLiveSource(found)));
    }

    private void end(KeycloakSession own, UserSessionModel ended) {
        AuthenticationManager.backchannelLogout(
                own,
                own.getContext().getRealm(),
                ended,
                session.getContext().getUri(),
                session.getContext().getConnection(),
                session.getContext().getHttpRequest().getHttpHeaders(),
                true);
    }
}
