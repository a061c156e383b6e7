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
 * The requests of one node that wait for one lock, first come, first served. One of them has the permit.
 *
 * <p>A permit is passed on in one atomic step to a waiting request, which has it from then on, even if its timeout has
 * just passed. So nothing that is passed on with the permit can be lost.
 *
 * @param <L> the type of the value that is passed on with the permit
 */
final class WaitQueue<L> {

    /** The waiting requests by key. A key is present while its permit is held. All changes are made in {@code compute}. */
    private final Map<String, Queue<Waiter>> queues = new ConcurrentHashMap<>();

    /**
     * Waits for the permit. An interrupted thread does not wait, and stays interrupted.
     *
     * @return empty if the time was over before; else the caller has the permit, and must release it
     * @throws RuntimeException the reason that {@link Permit#fail} was called with
     */
    Optional<Permit> acquire(String key, long nanos) {
        return join(key).await(nanos);
    }

    /** Joins the queue, or gets the permit at once. */
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

    /** The number of waiting requests, without the one that has the permit. */
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

        /** Whether this request has the permit. */
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

        /** Leaves the queue. If the permit came before, the caller has it. */
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
        private boolean held = true;

        private Permit(String key, Optional<L> passedOn) {
            this.key = key;
            this.passedOn = passedOn;
        }

        /** The value that the previous holder has passed on. */
        Optional<L> passedOn() {
            return passedOn;
        }

        /**
         * Passes the permit on, together with a value.
         *
         * @return false if no request waits; then the caller still has both
         */
        boolean passOn(L value) {
            boolean before = held;
            update(waiting -> {
                held = !serveNext(waiting, Optional.of(value));
                return waiting;
            });
            return before && !held;
        }

        /** Releases the permit, without a value. */
        void release() {
            update(waiting -> {
                held = false;
                return serveNext(waiting, Optional.empty()) ? waiting : null;
            });
        }

        /** Releases the permit, and fails all waiting requests. */
        void fail(RuntimeException reason) {
            update(waiting -> {
                held = false;
                waiting.forEach(waiter -> waiter.permit.completeExceptionally(reason));
                return null;
            });
        }

        /** Does nothing if this permit is not held any more: another request may have the permit of the key then. */
        private void update(UnaryOperator<Queue<Waiter>> change) {
            if (held) {
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
