package dev.extendedtoken.keycloak.rotation.store;

import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.keycloak.common.util.MultiSiteUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.session.UserSessionPersisterProvider;
import org.keycloak.services.managers.AuthenticationManager;

/**
 * The valid user sessions of the current realm as they are committed in the database, with their client sessions and
 * notes; nothing in them may be changed. Where Keycloak does not keep sessions there, those that it uses.
 */
public record StoredUserSessions(KeycloakSession session) {

    /**
     * The sessions with an id: an online one and an offline one can share it.
     *
     * @throws StorageUnavailableException if they cannot be read
     */
    public List<UserSessionModel> withId(String id) {
        return valid(Stream.of(false, true).map(offline -> find(id, offline)));
    }

    /**
     * The online sessions of a user, then the offline ones.
     *
     * @throws StorageUnavailableException if they cannot be read
     */
    public List<UserSessionModel> ofUser(UserModel user) {
        return valid(Stream.of(false, true).flatMap(offline -> find(user, offline)));
    }

    /**
     * Reads whatever depends on the sessions: their client sessions and users are read when they are asked for.
     *
     * @throws StorageUnavailableException if the database has failed meanwhile
     */
    public <T> T read(Supplier<T> reading) {
        return new DatabaseTransaction(session).read(reading);
    }

    private List<UserSessionModel> valid(Stream<UserSessionModel> sessions) {
        return read(() -> sessions.filter(Objects::nonNull)
                .filter(found -> AuthenticationManager.isSessionValid(realm(), found))
                .toList());
    }

    private UserSessionModel find(String id, boolean offline) {
        if (MultiSiteUtils.isPersistentSessionsEnabled()) {
            return persister().loadUserSession(realm(), id, offline);
        }
        return offline
                ? session.sessions().getOfflineUserSession(realm(), id)
                : session.sessions().getUserSession(realm(), id);
    }

    private Stream<UserSessionModel> find(UserModel user, boolean offline) {
        if (MultiSiteUtils.isPersistentSessionsEnabled()) {
            return persister().loadUserSessionsStream(realm(), user, offline, null, null);
        }
        return offline
                ? session.sessions().getOfflineUserSessionsStream(realm(), user)
                : session.sessions().getUserSessionsStream(realm(), user);
    }

    private RealmModel realm() {
        return session.getContext().getRealm();
    }

    private UserSessionPersisterProvider persister() {
        return session.getProvider(UserSessionPersisterProvider.class);
    }
}
