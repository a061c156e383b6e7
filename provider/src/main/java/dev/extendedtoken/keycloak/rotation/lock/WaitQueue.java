package dev.extendedtoken.keycloak.rotation.lock;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * The requests of one node that want one lock, first come, first served. One of them has the permit.
 *
 * <p>A permit is passed on in one step: to a request that waits, which has it from then on whether it would have given
 * up or not, or to nobody. So nothing that is passed on with it can be lost on the way.
 *
 * @param <L> what can be passed on with the permit
 */
final class WaitQueue<L> {

    /** Those who wait, by key. A key is there while somebody has its permit; all changes are made under its lock. */
    private final Map<String, Queue<Waiter>> queues = new ConcurrentHashMap<>();

    /**
     * Waits for the permit. An interrupted thread does not wait, and stays interrupted.
     *
     * @return empty if it did not come in time; else the caller has it, and must give it back
     * @throws RuntimeException what {@link Permit#fail} was called with
     */
    Optional<Permit> acquire(String key, long nanos) {
        return join(key).await(nanos);
    }

    /** Joins the queue, or has the permit at once. */
    Waiter join(String key) {
        Waiter waiter = new Waiter(key);
        queues.compute(key, (k, waiting) -> {
            if (waiting == null) {
                waiter.permit.complete(new Permit(k, Optional.empty()));
                return new ArrayDeque<>();
            }
            waiting.add(waiter);
            return waiting;
        });
        return waiter;
    }

    /** How many wait, not counting the one who has the permit. */
    int waiting(String key) {
        Queue<Waiter> waiting = queues.get(key);
        return waiting == null ? 0 : waiting.size();
    }

    boolean isIdle() {
        return queues.isEmpty();
    }

    private static RuntimeException failure(Exception e) {
        return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
    }

    /** A request in the queue. */
    final class Waiter {

        private final String key;
        private final CompletableFuture<Permit> permit = new CompletableFuture<>();

        private Waiter(String key) {
            this.key = key;
        }

        /** Whether it has the permit. */
        boolean isServed() {
            return permit.isDone() && !permit.isCompletedExceptionally();
        }

        Optional<Permit> await(long nanos) {
            try {
                return Optional.of(permit.get(nanos, TimeUnit.NANOSECONDS));
            } catch (TimeoutException e) {
                return giveUp();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return giveUp();
            } catch (ExecutionException e) {
                throw failure(e);
            }
        }

        /** Leaves the queue. The permit, if it came first: then the caller has it all the same. */
        Optional<Permit> giveUp() {
            queues.computeIfPresent(key, (k, waiting) -> {
                waiting.remove(this);
                return waiting;
            });
            try {
                return Optional.ofNullable(permit.getNow(null));
            } catch (CompletionException e) {
                throw failure(e);
            }
        }
    }

    /** Held by one request at a time. */
    final class Permit {

        private final String key;
        private final Optional<L> passedOn;
        private boolean locked = true;

        private Permit(String key, Optional<L> passedOn) {
            this.key = key;
            this.passedOn = passedOn;
        }

        /** What the holder before has passed on. */
        Optional<L> passedOn() {
            return passedOn;
        }

        /**
         * Passes the permit on, and something with it.
         *
         * @return false if nobody waits; then the caller still has both
         */
        boolean passOn(L thing) {
            boolean before = locked;
            update(waiting -> {
                locked = !serveNext(waiting, Optional.of(thing));
                return waiting;
            });
            return before && !locked;
        }

        /** Gives the permit back, with nothing. */
        void release() {
            update(waiting -> {
                locked = false;
                return serveNext(waiting, Optional.empty()) ? waiting : null;
            });
        }

        /** Gives the permit back, and tells all who wait that they will not have it. */
        void fail(RuntimeException reason) {
            update(waiting -> {
                locked = false;
                waiting.forEach(waiter -> waiter.permit.completeExceptionally(reason));
                return null;
            });
        }

        /** Nothing, once the permit is not held any more: it may be somebody else's then. */
        private void update(UnaryOperator<Queue<Waiter>> change) {
            if (locked) {
                queues.computeIfPresent(key, (k, waiting) -> change.apply(waiting));
            }
        }

        private boolean serveNext(Queue<Waiter> waiting, Optional<L> with) {
            Waiter next = waiting.poll();
            if (next == null) {
                return false;
            }
            next.permit.complete(new Permit(key, with));
            return true;
        }
    }
}
