package dev.extendedtoken.keycloak.rotation;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Lets one refresh after the other have a client session, over all nodes. Requests of one node wait in line, so that a
 * crowd is served without polling; the first of the line takes the lease that the cluster shares, which is Keycloak's
 * store of single-use objects, as for its own {@code refreshLock}, and hands it on to the next for a while.
 *
 * <p>The lease ends by itself, because a node may die with it, and before the patience of those who wait for it. What
 * a holder does after that is fenced by {@link Held#isSafe}. Where the store is shared with nobody, the line is all that
 * is needed.
 */
final class RefreshLock {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = LEASE.plusSeconds(5);

    /** So long one node may keep the lease for its own line; then the others have a chance. */
    private static final Duration TURN_OF_A_NODE = Duration.ofSeconds(1);

    /** Time enough to commit what was decided under the lock. */
    private static final Duration COMMIT = Duration.ofSeconds(2);

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final boolean shared;

    /** @param shared whether other nodes see what this one puts into the store of single-use objects */
    RefreshLock(boolean shared) {
        this.shared = shared;
    }

    /** Waits for the lock; empty if it cannot be had, and then nothing is held. */
    Optional<Held> acquire(KeycloakSession session, String key) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Line line = join(key);
        boolean first = false;
        Optional<Lease> lease = Optional.empty();
        try {
            first = line.turn.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (first) {
                lease = line.takeHandedOn().or(() -> lease(session, key, deadline));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (lease.isEmpty()) {
                leave(key, line, first);
            }
        }
        return lease.map(mine -> new Held(session.getKeycloakSessionFactory(), key, line, mine));
    }

    private Optional<Lease> lease(KeycloakSession session, String key, long deadline) {
        Lease lease = Lease.now();
        if (!shared) {
            return Optional.of(lease);
        }
        long pause = SHORTEST_PAUSE;
        while (!session.singleUseObjects().putIfAbsent(key, LEASE.toSeconds())) {
            if (System.nanoTime() + pause > deadline) {
                return Optional.empty();
            }
            try {
                TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE);
            lease = Lease.now();
        }
        return Optional.of(lease);
    }

    private Line join(String key) {
        return lines.compute(key, (k, known) -> {
            Line line = known == null ? new Line() : known;
            line.length++;
            return line;
        });
    }

    private void leave(String key, Line line, boolean first) {
        lines.compute(key, (k, known) -> {
            line.length--;
            return line.length == 0 ? null : line;
        });
        if (first) {
            line.turn.release();
        }
    }

    /** A lease of the cluster. Its time counts from before it was asked for. */
    private record Lease(long since) {

        static Lease now() {
            return new Lease(System.nanoTime());
        }

        boolean isYoungerThan(Duration age) {
            return System.nanoTime() - since < age.toNanos();
        }
    }

    /** Those of this node who want one lock. */
    private static final class Line {

        private final Semaphore turn = new Semaphore(1, true);
        /** Changed under the map's lock of the key. */
        private int length;
        /** Read and written by who has the turn. */
        private Lease handedOn;

        Optional<Lease> takeHandedOn() {
            Optional<Lease> lease = Optional.ofNullable(handedOn).filter(one -> one.isYoungerThan(TURN_OF_A_NODE));
            handedOn = null;
            return lease;
        }
    }

    /** The lock in the hand of one request. */
    final class Held {

        private final KeycloakSessionFactory factory;
        private final String key;
        private final Line line;
        private final Lease lease;

        private Held(KeycloakSessionFactory factory, String key, Line line, Lease lease) {
            this.factory = factory;
            this.key = key;
            this.line = line;
            this.lease = lease;
        }

        /** Whether what is written now will be there before anybody else can hold the lock. */
        boolean isSafe() {
            return !shared || lease.isYoungerThan(LEASE.minus(COMMIT));
        }

        /** Called once, when all that is written under the lock is committed. */
        void release() {
            try {
                if (shared) {
                    passOn();
                }
            } finally {
                leave(key, line, true);
            }
        }

        private void passOn() {
            if (lease.isYoungerThan(TURN_OF_A_NODE) && line.turn.hasQueuedThreads()) {
                line.handedOn = lease;
            } else if (lease.isYoungerThan(LEASE)) {
                KeycloakModelUtils.runJobInTransaction(
                        factory, session -> session.singleUseObjects().remove(key));
            }
        }
    }
}
