package dev.extendedtoken.keycloak.rotation.lock;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** A lock for client sessions, held by one request at a time, on all nodes that share Keycloak's single-use objects. */
public record RefreshLock(LeaseLock locks, SharedStore store) {

    public static RefreshLock forServer(KeycloakSessionFactory factory) {
        SharedStore store = SharedStore.forServer(factory);
        return new RefreshLock(new LeaseLock(store.isShared()), store);
    }

    /**
     * Waits for the lock; empty if it is not acquired within the acquire timeout.
     *
     * @throws StorageUnavailableException if the store does not answer
     */
    public Optional<LeaseLock.Held> acquire(KeycloakSession session, String key) {
        return locks.acquire(store.leases(session), key);
    }

    /** The same with another acquire timeout. */
    public Optional<LeaseLock.Held> acquire(KeycloakSession session, String key, Duration timeout) {
        return locks.acquire(store.leases(session), key, timeout);
    }
}
