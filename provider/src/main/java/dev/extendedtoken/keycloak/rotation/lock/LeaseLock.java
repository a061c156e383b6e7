package dev.extendedtoken.keycloak.rotation.lock;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A lock that one request after the other has, over all nodes. Requests of one node wait in a queue, so that a crowd is
 * served without polling; the first of the queue takes the lease that the cluster shares, and passes it on to the next
 * for a while.
 *
 * <p>The lease ends by itself, because a node may die with it, and before the acquire timeout of those who wait for it.
 * What a holder does after that is fenced by {@link Held#isSafe}. What is passed on is used or given back: whether to
 * pass a lease on is decided once, by the one who has it. Where the store of leases is shared with nobody, the queue is
 * all that is needed.
 */
public final class LeaseLock {

    static final Duration LEASE = Duration.ofSeconds(10);

    /** Time enough to commit what was decided under the lock. */
    static final Duration COMMIT = Duration.ofSeconds(2);

    /** So long one node may keep the lease for its own queue; then the others have a chance. */
    static final Duration TURN_OF_A_NODE = Duration.ofSeconds(1);

    private static final Duration ACQUIRE_TIMEOUT = LEASE.plusSeconds(5);

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    /** The time, and how it passes. */
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

    /** @param shared whether other nodes see the leases of this one */
    LeaseLock(boolean shared) {
        this(shared, Clock.SYSTEM);
    }

    LeaseLock(boolean shared, Clock clock) {
        this.shared = shared;
        this.clock = clock;
    }

    /** How many requests of this node wait for the lock that another of them has. */
    int waiting(String key) {
        return queue.waiting(key);
    }

    /**
     * Waits for the lock; empty if it cannot be had in time, and then nothing is held.
     *
     * @throws StorageUnavailableException if the store of leases does not answer
     */
    Optional<Held> acquire(LeaseStore store, String key) {
        return acquire(store, key, ACQUIRE_TIMEOUT);
    }

    /** The same for who does not wait as long as the lock may be held. */
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
            // Those who wait would find out one after the other.
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

    /** A lease of the cluster. Its time counts from before it was asked for. */
    private record Lease(String holder, long since) {}

    /** The lock in the hand of one request. */
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

        /** Whether what is written now will be there before anybody else can hold the lock. */
        public boolean isSafe() {
            return LeaseLock.this.isSafe(lease);
        }

        /** Called once, when all that is written under the lock is committed. */
        public void release() {
            if (shared && isYoungerThan(lease, TURN_OF_A_NODE) && permit.passOn(lease)) {
                return;
            }
            try {
                if (shared && isYoungerThan(lease, LEASE)) {
                    store.giveBack(key, lease.holder());
                    letOthersHaveIt();
                }
            } finally {
                permit.release();
            }
        }

        /** The next of this node would take the lease at once, and those of other nodes look for it now and then. */
        private void letOthersHaveIt() {
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
