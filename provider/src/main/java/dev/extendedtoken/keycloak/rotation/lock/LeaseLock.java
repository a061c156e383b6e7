package dev.extendedtoken.keycloak.rotation.lock;

import dev.extendedtoken.keycloak.rotation.family.FamilyRules;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lock that one request holds at a time, over all nodes. The requests of one node wait in a queue, without polling. The
 * first of the queue takes a lease, which all nodes see, and passes it on to the next one, for a limited time.
 *
 * <p>A lease ends after {@link #LEASE}, because a node may die while it holds one. That is shorter than the acquire
 * timeout. {@link Held#isSafe} tells whether a holder may still write. Its holder alone decides whether a lease is passed
 * on, so a lease is either passed on and used, or given back. If no other node shares the store, the queue is enough.
 *
 * <p>The wait for the lease does not use Keycloak's {@code Retry}, which sleeps by the system's clock, doubles its
 * pauses without a limit, and retries on every exception, also when the store does not answer.
 */
public final class LeaseLock {

    static final Duration LEASE = Duration.ofSeconds(10);

    /** The time that is reserved for the commit of what was decided under the lock. */
    static final Duration COMMIT = Duration.ofSeconds(2);

    /** How long one node passes a lease on within its own queue, before it gives the lease back. */
    static final Duration MAX_PASSING_ON = Duration.ofSeconds(1);

    private static final Duration ACQUIRE_TIMEOUT = FamilyRules.LONGEST_WAIT;

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    /** The time and the pauses; tests have another one. */
    interface Clock {

        Clock SYSTEM = new Clock() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };

        long nanoTime();

        void sleep(long nanos) throws InterruptedException;
    }

    private final WaitQueue<Lease> queue = new WaitQueue<>();
    private final boolean shared;
    private final Clock clock;

    private final String node = UUID.randomUUID().toString();
    private final AtomicLong leases = new AtomicLong();

    /** @param shared whether other nodes see the leases of this node */
    LeaseLock(boolean shared) {
        this(shared, Clock.SYSTEM);
    }

    LeaseLock(boolean shared, Clock clock) {
        this.shared = shared;
        this.clock = clock;
    }

    /** How many requests of this node wait for the lock. */
    int waiting(String key) {
        return queue.waiting(key);
    }

    /**
     * Waits for the lock; empty if it is not acquired within the acquire timeout.
     *
     * @throws StorageUnavailableException if the store of leases does not answer
     */
    Optional<Held> acquire(LeaseStore store, String key) {
        return acquire(store, key, ACQUIRE_TIMEOUT);
    }

    /** The same with another acquire timeout. */
    Optional<Held> acquire(LeaseStore store, String key, Duration timeout) {
        long deadline = clock.nanoTime() + timeout.toNanos();
        return queue.acquire(key, timeout.toNanos()).flatMap(permit -> withLease(store, key, permit, deadline));
    }

    private Optional<Held> withLease(LeaseStore store, String key, WaitQueue<Lease>.Permit permit, long deadline) {
        Optional<Lease> lease = Optional.empty();
        try {
            lease = permit.passedOn().filter(this::isSafe);
            if (lease.isEmpty()) {
                permit.passedOn().ifPresent(late -> store.giveBack(key, late.holder()));
                lease = take(store, key, deadline);
            }
        } catch (StorageUnavailableException e) {
            // The waiting requests would fail one after the other.
            permit.fail(e);
            throw e;
        } finally {
            if (lease.isEmpty()) {
                permit.release();
            }
        }
        return lease.map(mine -> new Held(store, key, permit, mine));
    }

    private Optional<Lease> take(LeaseStore store, String key, long deadline) {
        String holder = node + ":" + leases.incrementAndGet();
        Lease lease = new Lease(holder, clock.nanoTime());
        long pause = SHORTEST_PAUSE;
        while (shared && !store.take(key, holder, LEASE)) {
            if (clock.nanoTime() + pause > deadline) {
                return Optional.empty();
            }
            try {
                clock.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            lease = new Lease(holder, clock.nanoTime());
        }
        return Optional.of(lease);
    }

    private boolean isSafe(Lease lease) {
        return !shared || isYoungerThan(lease, LEASE.minus(COMMIT));
    }

    private boolean isYoungerThan(Lease lease, Duration age) {
        return clock.nanoTime() - lease.since() < age.toNanos();
    }

    /** @param since when the lease was requested, which is before it began */
    private record Lease(String holder, long since) {}

    /** The lock, held by one request. */
    public final class Held {

        private final LeaseStore store;
        private final String key;
        private final WaitQueue<Lease>.Permit permit;
        private final Lease lease;

        private Held(LeaseStore store, String key, WaitQueue<Lease>.Permit permit, Lease lease) {
            this.store = store;
            this.key = key;
            this.permit = permit;
            this.lease = lease;
        }

        /** Whether what is written now is committed before another request can acquire the lock. */
        public boolean isSafe() {
            return LeaseLock.this.isSafe(lease);
        }

        /** Releases the lock. To be called once, when everything that was written under it is committed. */
        public void release() {
            if (shared && isYoungerThan(lease, MAX_PASSING_ON) && permit.passOn(lease)) {
                return;
            }
            try {
                if (shared && isYoungerThan(lease, LEASE)) {
                    store.giveBack(key, lease.holder());
                    yieldToOtherNodes();
                }
            } finally {
                permit.release();
            }
        }

        /** Waits, because the next request of this node would take the lease at once, while other nodes poll for it. */
        private void yieldToOtherNodes() {
            if (queue.waiting(key) > 0) {
                try {
                    clock.sleep(LONGEST_PAUSE);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
