package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.userjwt.model.UserJwtSource;
import java.util.List;
import java.util.Optional;
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
 * Finds or creates the user session and the client session of a login by user JWT: in separate transactions, and under a
 * {@link UserJwtSessionLock}.
 */
final class UserJwtSessionCreation {

    private final KeycloakSession session;
    private final UserJwtSource source;
    private final String userId;
    private final String clientId;
    private final String protocol;
    private final List<String> ids;

    UserJwtSessionCreation(KeycloakSession session, AuthenticationSessionModel login, UserJwtSource source) {
        this.session = session;
        this.source = source;
        this.userId = login.getAuthenticatedUser().getId();
        this.clientId = login.getClient().getId();
        this.protocol = login.getProtocol();
        this.ids = UserJwtSessionId.candidates(session, source, login.getClient());
    }

    /** @return the id of the user session; empty if it cannot be created now */
    Optional<String> findOrCreate() {
        return new UserJwtSessionLock(session, ids.get(0)).findOrCreate(this::find, this::create);
    }

    private Optional<String> find() {
        return inTransaction(own -> ids.stream()
                .filter(id ->
                        new LiveSessions(own).find(id).filter(this::matches).isPresent())
                .findFirst());
    }

    private boolean matches(UserSessionModel found) {
        return found.getUser() != null
                && userId.equals(found.getUser().getId())
                && source.note().equals(found.getNote(UserJwtSessions.SOURCE))
                && found.getAuthenticatedClientSessionByClient(clientId) != null;
    }

    private Optional<String> create() {
        String id = ids.get(0);
        inTransaction(own -> {
            removeIfExpired(own, id);
            return id;
        });
        return inTransaction(own -> create(own, id));
    }

    /** Keycloak deletes expired sessions some time after their expiry, and until then creates none with the same id. */
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

    private Optional<String> create(KeycloakSession own, String id) {
        RealmModel realm = own.getContext().getRealm();
        LiveSessions sessions = new LiveSessions(own);
        UserModel user = own.users().getUserById(realm, userId);
        ClientModel client = realm.getClientById(clientId);
        if (user == null || client == null || !sessions.has(source)) {
            return Optional.empty();
        }
        UserSessionModel userSession = sessions.find(id).orElseGet(() -> createUserSession(own, id, user));
        userSession.setNote(UserJwtSessions.SOURCE, source.note());
        if (userSession.getAuthenticatedClientSessionByClient(clientId) == null) {
            own.sessions().createClientSession(realm, client, userSession).setProtocol(protocol);
        }
        return Optional.of(id);
    }

    private UserSessionModel createUserSession(KeycloakSession own, String id, UserModel user) {
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
