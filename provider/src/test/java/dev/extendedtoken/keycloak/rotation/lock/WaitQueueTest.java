package dev.extendedtoken.keycloak.rotation.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WaitQueueTest {

    private static final String KEY = "key";

    private final WaitQueue<String> queue = new WaitQueue<>();

    /** What a request can do next; each is one step of the queue. */
    private enum Step {
        JOIN,
        /** Learns that it has the permit. */
        AWAKE,
        /** Its time is over. */
        GIVE_UP,
        PASS_ON,
        RELEASE
    }

    private record Move(int request, Step step) {}

    /** Three requests, whose steps come in every order there is. */
    @Test
    void inEveryOrderOneHasThePermitAndNothingIsLost() {
        List<List<Move>> unfinished = new ArrayList<>(List.of(List.of()));
        int orders = 0;
        while (!unfinished.isEmpty()) {
            List<Move> moves = unfinished.remove(unfinished.size() - 1);
            Scene scene = new Scene();
            moves.forEach(scene::make);
            List<Move> next = scene.possible();
            if (next.isEmpty()) {
                scene.assertNothingIsLeft();
                orders++;
            }
            for (Move move : next) {
                List<Move> longer = new ArrayList<>(moves);
                longer.add(move);
                unfinished.add(longer);
            }
        }
        assertThat(orders).isGreaterThan(1000);
    }

    /** Three requests at one queue, and the lease that they pass on. */
    private static final class Scene {

        private final WaitQueue<String> queue = new WaitQueue<>();
        private final List<Request> requests = List.of(new Request(), new Request(), new Request());
        private boolean leased;

        void make(Move move) {
            requests.get(move.request).make(move.step);
            assertThat(requests.stream().filter(Request::isServed).count()).isLessThanOrEqualTo(1);
            // A request waits only while another one has the permit.
            assertThat(queue.waiting(KEY) == 0 || requests.stream().anyMatch(Request::isServed))
                    .isTrue();
        }

        List<Move> possible() {
            List<Move> moves = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                // They are alike, so they come in one order.
                if (i > 0 && requests.get(i - 1).waiter.isEmpty()) {
                    break;
                }
                for (Step step : requests.get(i).possible()) {
                    moves.add(new Move(i, step));
                }
            }
            return moves;
        }

        void assertNothingIsLeft() {
            assertThat(queue.isIdle()).isTrue();
            assertThat(leased).isFalse();
        }

        private final class Request {

            private Optional<WaitQueue<String>.Waiter> waiter = Optional.empty();
            private Optional<WaitQueue<String>.Permit> permit = Optional.empty();
            private boolean gone;

            boolean isServed() {
                return !gone && waiter.filter(WaitQueue.Waiter::isServed).isPresent();
            }

            Set<Step> possible() {
                if (gone) {
                    return Set.of();
                }
                if (waiter.isEmpty()) {
                    return EnumSet.of(Step.JOIN);
                }
                if (permit.isPresent()) {
                    return EnumSet.of(Step.PASS_ON, Step.RELEASE);
                }
                return isServed() ? EnumSet.of(Step.AWAKE, Step.GIVE_UP) : EnumSet.of(Step.GIVE_UP);
            }

            void make(Step step) {
                switch (step) {
                    case JOIN -> waiter = Optional.of(queue.join(KEY));
                    case AWAKE -> take(waiter.orElseThrow().await(0).orElseThrow());
                    case GIVE_UP -> waiter.orElseThrow().giveUp().ifPresentOrElse(this::take, () -> gone = true);
                    case PASS_ON -> {
                        if (permit.orElseThrow().passOn("lease")) {
                            gone = true;
                        } else {
                            giveBack();
                        }
                    }
                    case RELEASE -> giveBack();
                    default -> throw new IllegalArgumentException();
                }
            }

            private void take(WaitQueue<String>.Permit its) {
                permit = Optional.of(its);
                assertThat(its.passedOn().isPresent()).isEqualTo(leased);
                leased = true;
            }

            private void giveBack() {
                leased = false;
                permit.orElseThrow().release();
                gone = true;
            }
        }
    }

    @Test
    void aFailureReachesAllWaitingRequests() {
        WaitQueue<String>.Permit first = queue.acquire(KEY, 0).orElseThrow();
        WaitQueue<String>.Waiter second = queue.join(KEY);
        first.fail(new IllegalStateException("the reason"));
        assertThat(second.isServed()).isFalse();
        assertThatThrownBy(second::giveUp).hasMessage("the reason");
        assertThat(queue.isIdle()).isTrue();
    }

    /** A permit that is not held any more changes nothing. */
    @Test
    void aPermitEndsOnce() {
        WaitQueue<String>.Permit first = queue.acquire(KEY, 0).orElseThrow();
        first.fail(new IllegalStateException());
        WaitQueue<String>.Permit second = queue.acquire(KEY, 0).orElseThrow();
        WaitQueue<String>.Waiter third = queue.join(KEY);
        first.release();
        first.fail(new IllegalStateException());
        assertThat(first.passOn("nothing")).isFalse();
        assertThat(third.isServed()).isFalse();
        second.release();
        assertThat(third.isServed()).isTrue();
    }

    @Test
    void keysDoNotMeet() {
        queue.acquire(KEY, 0).orElseThrow();
        assertThat(queue.acquire("another", 0)).isPresent();
        assertThat(queue.acquire(KEY, 0)).isEmpty();
    }

    @Test
    void anInterruptedThreadDoesNotWait() {
        queue.acquire(KEY, 0).orElseThrow();
        Thread.currentThread().interrupt();
        assertThat(queue.acquire(KEY, TimeUnit.DAYS.toNanos(1))).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(queue.waiting(KEY)).isZero();
    }
}
