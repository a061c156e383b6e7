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
 * A client session in the database, which says what is committed. Keycloak's cache of sessions may say something else
 * for a while: what a transaction has changed that is rolled back later, or a session that one request loads from the
 * database while another is about to delete it there, and that then nothing removes from the cache any more.
 */
public record StoredClientSession(
        KeycloakSession session, Database database, ClientModel client, String userSessionId, boolean offline) {

    /**
     * Whether Keycloak keeps what changes in a session in the database, as it does unless told not to. Then it still has
     * the offline sessions there, but only as they began.
     */
    public boolean isPersisted() {
        return MultiSiteUtils.isPersistentSessionsEnabled();
    }

    /** The same in another session whose transaction has just begun, so that it sees what is committed. */
    public StoredClientSession in(KeycloakSession fresh, ClientModel again) {
        return new StoredClientSession(fresh, new Database(true), again, userSessionId, offline);
    }

    /**
     * The notes as they are committed; empty if there is no such session (any more).
     *
     * @throws StorageUnavailableException if the database does not say so
     */
    public Optional<Map<String, String>> notes() {
        Optional<Map<String, String>> notes = notesForKeycloak();
        forget();
        return notes;
    }

    /**
     * The same, where Keycloak is about to read the row itself, as it does if it does not cache sessions: it finds what was
     * read here. Whoever calls this must {@link #forget} it before Keycloak locks the row.
     */
    public Optional<Map<String, String>> notesForKeycloak() {
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
     * Keycloak must read the row again when it locks it, and not only compare its version with an earlier reading: a row
     * that was deleted and made anew meanwhile may have come to the same version, and would be overwritten.
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

    /** Whether this transaction has written the note, which Keycloak lets it only with the row in hand. */
    boolean hasWritten(String name, String value) {
        return new DatabaseTransaction(session).read(() -> row(session, client)
                .map(row -> value.equals(row.getNotes().get(name)))
                .orElse(false));
    }

    /**
     * Locks the row until the end of the transaction, so that whoever deletes the session does so after it. Not where the
     * database reads repeatably: it fails there for a row that has changed since the transaction began to look.
     *
     * @return false if it is not known to be locked: by what the database is, because somebody else has changed the row,
     *     deleted it, or is about to, or because this transaction has changed it itself
     */
    boolean lock() {
        return database.readsCommitted()
                && new DatabaseTransaction(session).read(() -> persister(session)
                        .lockClientSession(client.getRealm(), userSessionId, client.getId(), offline, false));
    }

    /**
     * Takes the session out of the cache if the database does not have it. Runs in a transaction of its own, of which
     * nothing remains if the database does not say so.
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
        // Of the user session, the row's key is all that is asked for; its own row goes when this one goes.
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
