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
 * crowd is served without polling; the first of the line then takes the lease that the cluster shares, which is
 * Keycloak's store of single-use objects, as for its own {@code refreshLock}.
 *
 * <p>The lease ends by itself, because a node may die with it, and before the patience of those who wait for it. What
 * a holder does after that is fenced by {@link Held#isSafe}.
 */
final class RefreshLock {

    private static final Duration LEASE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = LEASE.plusSeconds(5);

    /** Time enough to commit what was decided under the lock. */
    private static final Duration COMMIT = Duration.ofSeconds(2);

    private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    /** Waits for the lock; empty if it cannot be had, and then nothing is held. */
    Optional<Held> acquire(KeycloakSession session, String key) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Line line = lines.compute(key, (k, known) -> (known == null ? Line.empty() : known).joined());
        boolean first = false;
        boolean leased = false;
        try {
            first = line.turn().tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            leased = first && lease(session, key, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!leased) {
                leave(key, first);
            }
        }
        return leased
                ? Optional.of(new Held(session.getKeycloakSessionFactory(), key, System.nanoTime()))
                : Optional.empty();
    }

    private static boolean lease(KeycloakSession session, String key, long deadline) throws InterruptedException {
        long pause = SHORTEST_PAUSE;
        while (!session.singleUseObjects().putIfAbsent(key, LEASE.toSeconds())) {
            if (System.nanoTime() + pause > deadline) {
                return false;
            }
            TimeUnit.NANOSECONDS.sleep(ThreadLocalRandom.current().nextLong(pause / 2, pause));
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        return true;
    }

    private void leave(String key, boolean first) {
        lines.compute(key, (k, line) -> {
            if (first) {
                line.turn().release();
            }
            return line.waiting() == 1 ? null : line.left();
        });
    }

    /** Those of this node who want one lock. */
    private record Line(Semaphore turn, int waiting) {

        static Line empty() {
            return new Line(new Semaphore(1, true), 0);
        }

        Line joined() {
            return new Line(turn, waiting + 1);
        }

        Line left() {
            return new Line(turn, waiting - 1);
        }
    }

    /** The lock in the hand of one request. */
    final class Held {

        private final KeycloakSessionFactory factory;
        private final String key;
        private final long since;

        private Held(KeycloakSessionFactory factory, String key, long since) {
            this.factory = factory;
            this.key = key;
            this.since = since;
        }

        /** Whether what is written now will be there before anybody else can hold the lock. */
        boolean isSafe() {
            return held().compareTo(LEASE.minus(COMMIT)) < 0;
        }

        /** Called once, when the transaction is over. */
        void release() {
            try {
                if (held().compareTo(LEASE) < 0) {
                    KeycloakModelUtils.runJobInTransaction(
                            factory, session -> session.singleUseObjects().remove(key));
                }
            } finally {
                leave(key, true);
            }
        }

        private Duration held() {
            return Duration.ofNanos(System.nanoTime() - since);
        }
    }
}
