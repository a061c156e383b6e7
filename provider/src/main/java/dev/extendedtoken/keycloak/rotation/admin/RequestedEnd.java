package dev.extendedtoken.keycloak.rotation.admin;

import dev.extendedtoken.keycloak.rotation.lock.RefreshLock;
import dev.extendedtoken.keycloak.rotation.store.Database;
import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.store.FamilyRevoker;
import dev.extendedtoken.keycloak.rotation.store.LockedClientSession;
import dev.extendedtoken.keycloak.rotation.store.StoredClientSession;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;

/** Ends a family that an administrator wants ended, under the lock that a refresh takes: no refresh brings it back. */
record RequestedEnd(KeycloakSession session, RefreshLock lock, Database database) {

    /**
     * Commits the end, before the response is made.
     *
     * @return the ids of the clients that exchanged a token of the family, and must exchange again; empty if the family has
     *     ended meanwhile
     * @throws StorageUnavailableException if the lock was not acquired in time or was lost, or the end cannot be committed
     */
    Optional<List<String>> commit(UserFamilies.Stored family) {
        StoredClientSession stored = new StoredClientSession(
                session,
                database,
                family.client(),
                family.userSession().getId(),
                family.userSession().isOffline());
        LockedClientSession locked = LockedClientSession.acquire(session, stored, lock)
                .orElseThrow(() -> unavailable("Other requests hold the lock of the client session"));
        if (hasEnded(stored, family.id())) {
            return Optional.empty();
        }
        List<String> exchangingClients = new FamilyRevoker(session, stored).endFamily(family.id());
        if (!locked.isSafe()) {
            throw unavailable("The lock was lost: a refresh may bring the family back");
        }
        return Optional.of(exchangingClients);
    }

    /** As it is committed. This request has read the row before, and locks it when it ends, as it is then. */
    private static boolean hasEnded(StoredClientSession stored, String family) {
        stored.forget();
        return stored.isPersisted()
                && stored.notes()
                        .flatMap(notes -> FamilyNotes.find(family, notes, stored.offline()))
                        .isEmpty();
    }

    private static StorageUnavailableException unavailable(String why) {
        return new StorageUnavailableException(why, null);
    }
}
