package dev.extendedtoken.keycloak.rotation.store;

import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.MultiSiteUtils;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.jpa.session.PersistentClientSessionEntity;
import org.keycloak.models.session.UserSessionPersisterProvider;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.models.utils.UserSessionModelDelegate;

/**
 * A client session as it is committed in the database. Keycloak's cache of sessions may differ for a while: it may have
 * changes of a transaction that is rolled back later, or a session that one request has loaded from the database while
 * another one was about to delete it there, which nothing removes from the cache any more.
 */
public record StoredClientSession(
        KeycloakSession session, Database database, ClientModel client, String userSessionId, boolean offline) {

    /**
     * Whether Keycloak stores changes of sessions in the database, as it does by default. Without that, it stores offline
     * sessions only as they began.
     */
    public boolean isPersisted() {
        return MultiSiteUtils.isPersistentSessionsEnabled();
    }

    /** Whether Keycloak's cache of sessions may differ from the database. */
    boolean isCached() {
        return database.sessionsCached();
    }

    /**
     * Whether Keycloak will read the committed row itself, once the lock is acquired: there is no cache of sessions, and this
     * request has read no client session yet.
     */
    public boolean isReadByKeycloak() {
        return isPersisted()
                && !isCached()
                && database.readsCommitted()
                && !database.hasRead(session, PersistentClientSessionEntity.class);
    }

    /** The same client session, in a Keycloak session whose transaction has just begun and sees what is committed. */
    public StoredClientSession in(KeycloakSession fresh, ClientModel again) {
        return new StoredClientSession(
                fresh, new Database(true, database.sessionsCached()), again, userSessionId, offline);
    }

    /**
     * The committed notes; empty if there is no such client session.
     *
     * @throws StorageUnavailableException if they cannot be read
     */
    public Optional<Map<String, String>> notes() {
        Optional<Map<String, String>> notes = readNotes();
        forget();
        return notes;
    }

    private Optional<Map<String, String>> readNotes() {
        if (database.readsCommitted()) {
            forget();
            return notes(session);
        }
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(session.getKeycloakSessionFactory(), this::notes);
        } catch (RuntimeException e) {
            throw new StorageUnavailableException("The notes of a client session cannot be read", e);
        }
    }

    /**
     * Detaches the row, so that Keycloak reads it again when it locks it. Otherwise Keycloak compares only versions, and a
     * row that was deleted and created again meanwhile, with the same version, would be overwritten.
     */
    public void forget() {
        if (database.readsCommitted()) {
            database.forget(session, PersistentClientSessionEntity.class);
        }
    }

    private Optional<Map<String, String>> notes(KeycloakSession in) {
        return new DatabaseTransaction(in).read(() -> row(in, client)
                .map(AuthenticatedClientSessionModel::getNotes)
                .map(Map::copyOf));
    }

    /** Whether this transaction has written the note; then it has locked the row as well. */
    boolean hasWritten(String name, String value) {
        return new DatabaseTransaction(session).read(() -> row(session, client)
                .map(row -> value.equals(row.getNotes().get(name)))
                .orElse(false));
    }

    /**
     * Locks the row until the end of the transaction, so that a deletion of the session comes after it. Not at isolation
     * level "repeatable read": there it fails for a row that has changed since the first query of the transaction.
     *
     * @return false if it is not known to be locked: because of the isolation level, because another transaction has
     *     changed or deleted the row or is about to, or because this transaction has changed it
     */
    boolean lock() {
        return database.readsCommitted()
                && new DatabaseTransaction(session).read(() -> persister(session)
                        .lockClientSession(client.getRealm(), userSessionId, client.getId(), offline, false));
    }

    /**
     * Removes the session from the cache if it is not in the database. Runs in a transaction of its own, which is rolled
     * back if the database fails.
     */
    void removeIfGone() {
        String realmId = client.getRealm().getId();
        String clientId = client.getId();
        KeycloakModelUtils.runJobInTransaction(
                session.getKeycloakSessionFactory(), fresh -> new DatabaseTransaction(fresh).read(() -> {
                    RealmModel realm = fresh.realms().getRealm(realmId);
                    fresh.getContext().setRealm(realm);
                    ClientModel again = realm.getClientById(clientId);
                    if (again != null && row(fresh, again).isEmpty()) {
                        removeFromCache(fresh, again);
                    }
                    return true;
                }));
    }

    private void removeFromCache(KeycloakSession fresh, ClientModel again) {
        RealmModel realm = again.getRealm();
        UserSessionModel cached = offline
                ? fresh.sessions().getOfflineUserSession(realm, userSessionId)
                : fresh.sessions().getUserSession(realm, userSessionId);
        if (cached == null) {
            return;
        }
        if (persister(fresh).loadUserSession(realm, userSessionId, offline) != null) {
            Optional.ofNullable(cached.getAuthenticatedClientSessionByClient(again.getId()))
                    .ifPresent(AuthenticatedClientSessionModel::detachFromUserSession);
        } else if (offline) {
            fresh.sessions().removeOfflineUserSession(realm, cached);
        } else {
            fresh.sessions().removeUserSession(realm, cached);
        }
    }

    private Optional<AuthenticatedClientSessionModel> row(KeycloakSession in, ClientModel of) {
        // Only the id of the user session is used.
        UserSessionModel key = new UserSessionModelDelegate(null) {
            @Override
            public String getId() {
                return userSessionId;
            }
        };
        return Optional.ofNullable(persister(in).loadClientSession(of.getRealm(), of, key, offline));
    }

    private static UserSessionPersisterProvider persister(KeycloakSession session) {
        return session.getProvider(UserSessionPersisterProvider.class);
    }
}
