package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.userjwt.model.UserJwtSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.session.UserSessionPersisterProvider;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.services.managers.UserSessionManager;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * Finds the user session of a login by user JWT, or makes it, with its client session: in transactions of their own, and
 * under a lock that all nodes share. Who waits for the lock looks whether it is there by now.
 */
final class SessionOfLogin {

    private static final String LOCK = "user-jwt-session:";

    /** The lock ends by itself, because a node may die with it, and before the patience of those who wait for it. */
    private static final long LEASE_SECONDS = 5;

    private static final long LEASE = TimeUnit.SECONDS.toNanos(LEASE_SECONDS);
    private static final long PATIENCE = LEASE + TimeUnit.SECONDS.toNanos(2);
    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final KeycloakSession session;
    private final UserJwtSource source;
    private final String userId;
    private final String clientId;
    private final String protocol;
    private final List<String> ids;

    SessionOfLogin(KeycloakSession session, AuthenticationSessionModel login, UserJwtSource source) {
        this.session = session;
        this.source = source;
        this.userId = login.getAuthenticatedUser().getId();
        this.clientId = login.getClient().getId();
        this.protocol = login.getProtocol();
        this.ids = UserJwtSessionId.candidates(session, source, login.getClient());
    }

    /** @return its id; empty if it cannot be had now */
    Optional<String> findOrMake() {
        long deadline = System.nanoTime() + PATIENCE;
        long pause = SHORTEST_PAUSE;
        do {
            Optional<String> found = find();
            if (found.isPresent()) {
                return found;
            }
            long begun = System.nanoTime();
            if (takeLock()) {
                try {
                    return find().or(this::make);
                } finally {
                    giveBackLock(begun);
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

    private boolean takeLock() {
        return inTransaction(own -> own.singleUseObjects().putIfAbsent(LOCK + ids.get(0), LEASE_SECONDS));
    }

    /** Later, it may be another's. */
    private void giveBackLock(long begun) {
        if (System.nanoTime() - begun < LEASE) {
            inTransaction(own -> own.singleUseObjects().remove(LOCK + ids.get(0)));
        }
    }

    private Optional<String> find() {
        return inTransaction(own -> ids.stream()
                .filter(id -> new LiveSessions(own).find(id).filter(this::isIt).isPresent())
                .findFirst());
    }

    private boolean isIt(UserSessionModel found) {
        return found.getUser() != null
                && userId.equals(found.getUser().getId())
                && source.note().equals(found.getNote(UserJwtSessions.SOURCE))
                && found.getAuthenticatedClientSessionByClient(clientId) != null;
    }

    private Optional<String> make() {
        String id = ids.get(0);
        inTransaction(own -> {
            removeIfExpired(own, id);
            return id;
        });
        return inTransaction(own -> make(own, id));
    }

    /** Keycloak deletes expired sessions when it gets round to it, and until then makes none with the same id. */
    private static void removeIfExpired(KeycloakSession own, String id) {
        if (new LiveSessions(own).find(id).isPresent()) {
            return;
        }
        RealmModel realm = own.getContext().getRealm();
        UserSessionModel found = own.sessions().getUserSession(realm, id);
        if (found != null) {
            own.sessions().removeUserSession(realm, found);
        } else {
            own.getProvider(UserSessionPersisterProvider.class).removeUserSession(id, false);
        }
    }

    private Optional<String> make(KeycloakSession own, String id) {
        RealmModel realm = own.getContext().getRealm();
        LiveSessions sessions = new LiveSessions(own);
        UserModel user = own.users().getUserById(realm, userId);
        ClientModel client = realm.getClientById(clientId);
        if (user == null || client == null || !sessions.has(source)) {
            return Optional.empty();
        }
        UserSessionModel userSession = sessions.find(id).orElseGet(() -> create(own, id, user));
        userSession.setNote(UserJwtSessions.SOURCE, source.note());
        if (userSession.getAuthenticatedClientSessionByClient(clientId) == null) {
            own.sessions().createClientSession(realm, client, userSession).setProtocol(protocol);
        }
        return Optional.of(id);
    }

    private UserSessionModel create(KeycloakSession own, String id, UserModel user) {
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

    private <T> T inTransaction(Function<KeycloakSession, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(), session.getContext(), work::apply, "session of a user JWT");
    }
}
