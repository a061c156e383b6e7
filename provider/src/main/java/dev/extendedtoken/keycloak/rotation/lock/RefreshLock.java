package dev.extendedtoken.keycloak.rotation.lock;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;

/** Lets one refresh after the other have a client session, over all nodes that share Keycloak's single-use objects. */
public record RefreshLock(LeaseLock locks, SharedStore store) {

    public static RefreshLock of(KeycloakSessionFactory factory) {
        SharedStore store = SharedStore.of(factory);
        return new RefreshLock(new LeaseLock(store.isShared()), store);
    }

    /**
     * Waits for the lock; empty if it cannot be had in time, and then nothing is held.
     *
     * @throws StorageUnavailableException if the store does not answer
     */
    public Optional<LeaseLock.Held> acquire(KeycloakSession session, String key) {
        return locks.acquire(store.leases(session), key);
    }

    /** The same for who does not wait as long as the lock may be held. */
    public Optional<LeaseLock.Held> acquire(KeycloakSession session, String key, Duration timeout) {
        return locks.acquire(store.leases(session), key, timeout);
    }
}
