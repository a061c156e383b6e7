package dev.extendedtoken.keycloak.rules.userjwt;

import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.keycloak.OAuthErrorException;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.representations.RefreshToken;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.UserSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;
import org.keycloak.util.TokenUtil;

/**
 * The user sessions of logins by user JWT: one for each {@link UserJwtSource} and client, however often it is asked for.
 * Its id can be computed, by this realm alone, and tells what it is. It lives no longer than its source; that is found
 * out when somebody uses it.
 */
public final class UserJwtSessions {

    private static final String SOURCE = "extended-token.user-jwt-source";

    private static final String LOCK = "user-jwt-session:";
    private static final long LEASE_SECONDS = 10;
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(LEASE_SECONDS);
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

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
        RealmModel realm = login.getRealm();
        return UserJwtLogin.source(login)
                .flatMap(source ->
                        findOrMake(login, source, UserJwtSessionId.candidates(session, source, login.getClient())))
                .map(id -> session.sessions().getUserSession(realm, id));
    }

    /** Whether the source of a session is live, for one of these; all others have none. */
    public boolean hasLiveSource(UserSessionModel userSession) {
        return !isOne(userSession.getId())
                || UserJwtSource.parse(userSession.getNote(SOURCE))
                        .filter(source -> isLive(session, source))
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
        boolean known = inTransaction(own -> {
            RealmModel realm = own.getContext().getRealm();
            UserSessionModel userSession = own.sessions().getUserSession(realm, id);
            boolean ended = userSession != null && !new UserJwtSessions(own).hasLiveSource(userSession);
            // What was not found may be there, where the database has failed.
            boolean found = !own.getTransactionManager().getRollbackOnly();
            if (ended && found) {
                AuthenticationManager.backchannelLogout(
                        own,
                        realm,
                        userSession,
                        session.getContext().getUri(),
                        session.getContext().getConnection(),
                        session.getContext().getHttpRequest().getHttpHeaders(),
                        true);
            }
            return found;
        });
        if (!known) {
            throw new ErrorResponseException(
                    OAuthErrorException.TEMPORARILY_UNAVAILABLE,
                    "The session cannot be looked up now; send the same request again",
                    Response.Status.SERVICE_UNAVAILABLE);
        }
    }

    private Optional<String> findOrMake(AuthenticationSessionModel login, UserJwtSource source, List<String> ids) {
        long deadline = System.nanoTime() + PATIENCE;
        long pause = SHORTEST_PAUSE;
        do {
            Optional<String> found = find(ids, source, login);
            if (found.isPresent()) {
                return found;
            }
            String lock = LOCK + ids.get(0);
            if (takeLock(lock)) {
                try {
                    return find(ids, source, login).or(() -> make(ids.get(0), source, login));
                } finally {
                    giveBackLock(lock);
                }
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        } while (System.nanoTime() < deadline && isRested(pause));
        return Optional.empty();
    }

    private static boolean isRested(long pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean takeLock(String key) {
        return inTransaction(own -> own.singleUseObjects().putIfAbsent(key, LEASE_SECONDS));
    }

    private void giveBackLock(String key) {
        inTransaction(own -> own.singleUseObjects().remove(key));
    }

    private Optional<String> find(List<String> ids, UserJwtSource source, AuthenticationSessionModel login) {
        String user = login.getAuthenticatedUser().getId();
        String client = login.getClient().getId();
        return inTransaction(own -> ids.stream()
                .filter(id -> {
                    UserSessionModel found = valid(own, id);
                    return found != null
                            && found.getUser() != null
                            && user.equals(found.getUser().getId())
                            && source.note().equals(found.getNote(SOURCE))
                            && found.getAuthenticatedClientSessionByClient(client) != null;
                })
                .findFirst());
    }

    private Optional<String> make(String id, UserJwtSource source, AuthenticationSessionModel login) {
        inTransaction(own -> {
            RealmModel realm = own.getContext().getRealm();
            UserSessionModel stale = own.sessions().getUserSession(realm, id);
            if (stale != null && valid(own, id) == null) {
                own.sessions().removeUserSession(realm, stale);
            }
            return true;
        });
        String userId = login.getAuthenticatedUser().getId();
        String clientId = login.getClient().getId();
        return inTransaction(own -> {
            RealmModel realm = own.getContext().getRealm();
            UserModel user = own.users().getUserById(realm, userId);
            ClientModel client = realm.getClientById(clientId);
            if (user == null || client == null || !isLive(own, source)) {
                return Optional.empty();
            }
            UserSessionModel userSession =
                    Optional.ofNullable(valid(own, id)).orElseGet(() -> create(own, id, user, login.getProtocol()));
            userSession.setNote(SOURCE, source.note());
            if (userSession.getAuthenticatedClientSessionByClient(clientId) == null) {
                AuthenticatedClientSessionModel clientSession =
                        own.sessions().createClientSession(realm, client, userSession);
                clientSession.setProtocol(login.getProtocol());
            }
            return Optional.of(id);
        });
    }

    private UserSessionModel create(KeycloakSession own, String id, UserModel user, String protocol) {
        UserSessionModel userSession = new UserSessionManager(own)
                .createUserSession(
                        id,
                        own.getContext().getRealm(),
                        user,
                        user.getUsername(),
                        session.getContext().getConnection().getRemoteHost(),
                        protocol,
                        false,
                        null,
                        null,
                        UserSessionModel.SessionPersistenceState.PERSISTENT);
        userSession.setState(UserSessionModel.State.LOGGED_IN);
        return userSession;
    }

    /** @return null if there is none, or none that is still good */
    private static UserSessionModel valid(KeycloakSession own, String id) {
        RealmModel realm = own.getContext().getRealm();
        UserSessionModel found = own.sessions().getUserSession(realm, id);
        return AuthenticationManager.isSessionValid(realm, found) ? found : null;
    }

    private static boolean isLive(KeycloakSession own, UserJwtSource source) {
        RealmModel realm = own.getContext().getRealm();
        UserSessionModel userSession = valid(own, source.userSession());
        ClientModel client = realm.getClientById(source.client());
        if (userSession == null || client == null || userSession.getStarted() != source.started()) {
            return false;
        }
        AuthenticatedClientSessionModel clientSession =
                userSession.getAuthenticatedClientSessionByClient(source.client());
        return clientSession != null
                && clientSession.getStarted() == source.clientStarted()
                && AuthenticationManager.isClientSessionValid(realm, client, userSession, clientSession);
    }

    private <T> T inTransaction(Function<KeycloakSession, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), session.getContext(), work::apply, "session of a user JWT");
    }
}
