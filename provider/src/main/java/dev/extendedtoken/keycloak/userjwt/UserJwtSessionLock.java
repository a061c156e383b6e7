package dev.extendedtoken.keycloak.userjwt;

import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.SingleUseObjectProvider;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * A lock on the id of a user session, shared by all nodes: an entry among Keycloak's single-use objects. The entry expires
 * after the lease, because a node may fail while it has the lock. Keycloak's {@code Retry} is not used for the wait: it
 * retries on every exception, and doubles its pauses without a limit.
 *
 * @param session the Keycloak session of the request
 * @param id the id of the user session
 */
record UserJwtSessionLock(KeycloakSession session, String id) {

    private static final String PREFIX = "user-jwt-session:";
    /** The store counts in whole seconds, so it is asked for one more. */
    private static final long LEASE_SECONDS = 5;

    private static final long LEASE = TimeUnit.SECONDS.toNanos(LEASE_SECONDS);

    /** Longer than the lease, so that a waiting request outlives the lock of a failed node. */
    private static final long ACQUIRE_TIMEOUT = LEASE + TimeUnit.SECONDS.toNanos(2);

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    /**
     * Looks a value up, or creates it under the lock. While another request has the lock, the lookup is repeated.
     *
     * @return empty if neither succeeds before the timeout
     */
    <T> Optional<T> findOrCreate(Supplier<Optional<T>> find, Supplier<Optional<T>> create) {
        long deadline = System.nanoTime() + ACQUIRE_TIMEOUT;
        long pause = SHORTEST_PAUSE;
        do {
            Optional<T> found = find.get();
            if (found.isPresent()) {
                return found;
            }
            long acquiredAt = System.nanoTime();
            if (tryAcquire()) {
                try {
                    return find.get().or(create);
                } finally {
                    release(acquiredAt);
                }
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        } while (System.nanoTime() < deadline && sleep(pause));
        return Optional.empty();
    }

    /** @return false if the thread was interrupted */
    private static boolean sleep(long pause) {
        try {
            TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean tryAcquire() {
        return inTransaction(store -> store.putIfAbsent(PREFIX + id, LEASE_SECONDS + 1));
    }

    /** Does nothing after the lease, because another request may have the lock. */
    private void release(long acquiredAt) {
        if (System.nanoTime() - acquiredAt < LEASE) {
            inTransaction(store -> store.remove(PREFIX + id));
        }
    }

    private <T> T inTransaction(Function<SingleUseObjectProvider, T> work) {
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                session.getContext(),
                own -> work.apply(own.singleUseObjects()),
                "lock of a user JWT's session");
    }
}
