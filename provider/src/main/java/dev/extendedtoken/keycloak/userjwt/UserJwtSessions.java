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
 * The user sessions of logins by user JWT: one for each {@link UserJwtSource} and client, however often it is asked for.
 * Its id can be computed, by this realm alone, and tells what it is. It lives no longer than its source; that is found
 * out when somebody uses it.
 */
public final class UserJwtSessions {

    private static final Logger LOG = Logger.getLogger(UserJwtSessions.class);

    /** The note of such a session that names its source. */
    static final String SOURCE = "extended-token.user-jwt-source";

    private final KeycloakSession session;

    public UserJwtSessions(KeycloakSession session) {
        this.session = session;
    }

    /** Whether a session's id is that of one of these. */
    public static boolean isOne(String id) {
        return id != null && id.startsWith(UserJwtSessionId.PREFIX);
    }

    /**
     * Lets no such session become an offline one, which would outlive its source, whichever grant is about to make it.
     *
     * @param token that is about to be issued; null if none is
     * @throws ErrorResponseException 400, and nothing that the request has changed is kept
     */
    public static void refuseOffline(RefreshToken token) {
        if (token != null && TokenUtil.TOKEN_TYPE_OFFLINE.equals(token.getType()) && isOne(token.getSessionId())) {
            throw new ErrorResponseException(
                    OAuthErrorException.INVALID_SCOPE,
                    "A login by user JWT has no offline session: leave out the scope offline_access",
                    Response.Status.BAD_REQUEST);
        }
    }

    /**
     * The session of a login by user JWT: the one that is there, or a new one. It is looked up and made in transactions of
     * their own, so that of parallel requests each finds what the first has made.
     *
     * @return empty if it cannot be had now
     */
    public Optional<UserSessionModel> of(AuthenticationSessionModel login) {
        return UserJwtLogin.source(login)
                .flatMap(source -> new SessionOfLogin(session, login, source).findOrMake())
                .map(id -> session.sessions().getUserSession(login.getRealm(), id))
                .map(UserJwtSessions::used);
    }

    /** As Keycloak does it for a session that a browser comes back to. */
    private static UserSessionModel used(UserSessionModel userSession) {
        userSession.setLastSessionRefresh(Math.toIntExact(Time.currentTimeSeconds()));
        return userSession;
    }

    /** Whether the source of a session is live, for one of these; all others have none. */
    public boolean hasLiveSource(UserSessionModel userSession) {
        return !isOne(userSession.getId())
                || UserJwtSource.parse(userSession.getNote(SOURCE))
                        .filter(source -> new LiveSessions(session).has(source))
                        .isPresent();
    }

    /**
     * Ends a session whose source has ended, before Keycloak looks at it. Does nothing for any other id.
     *
     * @throws ErrorResponseException 503 if that cannot be found out
     */
    public void endIfSourceHasEnded(String id) {
        if (!isOne(id)) {
            return;
        }
        try {
            new OwnTransaction(session).commit("end of a login by user JWT", own -> {
                withoutSource(own, id).ifPresent(ended -> end(own, ended));
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

    /** The session, if its source has ended; not where the database has failed, and has found none for that. */
    private static Optional<UserSessionModel> withoutSource(KeycloakSession own, String id) {
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
