package dev.extendedtoken.keycloak.rotation.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseLockTest {

    private static final String KEY = "key";

    private final TestClock clock = new TestClock();
    private final Store store = new Store();
    private final LeaseLock lock = new LeaseLock(true, clock);
    private final ExecutorService pool = Executors.newCachedThreadPool();

    /** Stands still, or jumps whenever it is read. */
    private static final class TestClock implements LeaseLock.Clock {

        private final AtomicLong now = new AtomicLong();
        private volatile long step;
        private final AtomicInteger sleeps = new AtomicInteger();

        void pass(Duration time) {
            now.addAndGet(time.toNanos());
        }

        @Override
        public long nanoTime() {
            return now.getAndAdd(step);
        }

        @Override
        public void sleep(long nanos) {
            sleeps.incrementAndGet();
            now.addAndGet(nanos);
        }
    }

    /** The leases of a cluster, none of which ends by itself: what is lost here stays lost. */
    private static final class Store implements LeaseStore {

        private final Map<String, String> holders = new ConcurrentHashMap<>();
        private final AtomicInteger taken = new AtomicInteger();
        private volatile Runnable before = () -> {};

        @Override
        public boolean take(String key, String holder, Duration lifespan) {
            before.run();
            boolean free = holders.putIfAbsent(key, holder) == null;
            if (free) {
                taken.incrementAndGet();
            }
            return free;
        }

        @Override
        public void giveBack(String key, String holder) {
            holders.remove(key, holder);
        }
    }

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private LeaseLock.Held acquire() {
        return lock.acquire(store, KEY).orElseThrow();
    }

    private Future<Optional<LeaseLock.Held>> acquireAsWell(int waiting) {
        return queue(waiting, () -> lock.acquire(store, KEY));
    }

    private <T> Future<T> queue(int waiting, Callable<T> request) {
        Future<T> pending = pool.submit(request);
        Awaitility.await().until(() -> lock.waiting(KEY) == waiting);
        return pending;
    }

    @Test
    void aLeaseIsTakenAndGivenBack() {
        acquire().release();
        assertThat(store.holders).isEmpty();
        acquire().release();
        assertThat(store.taken).hasValue(2);
    }

    @Test
    void aLeaseIsPassedOnToTheNextWaitingRequest() throws Exception {
        LeaseLock.Held first = acquire();
        Future<Optional<LeaseLock.Held>> second = acquireAsWell(1);
        first.release();
        second.get().orElseThrow().release();
        assertThat(store.taken).hasValue(1);
        assertThat(store.holders).isEmpty();
        assertThat(clock.sleeps).hasValue(0);
    }

    /** Passed on 0.02 ms before it must be given back, and used 0.02 ms after. */
    @Test
    void aLeaseThatIsPassedOnInTimeIsUsed() throws Exception {
        LeaseLock.Held first = acquire();
        Future<Optional<LeaseLock.Held>> second = acquireAsWell(1);
        clock.pass(LeaseLock.MAX_PASSING_ON.minusNanos(20_000));
        clock.step = 40_000;
        first.release();
        LeaseLock.Held locked = second.get().orElseThrow();
        assertThat(locked.isSafe()).isTrue();
        assertThat(store.taken).hasValue(1);
        locked.release();
        assertThat(store.holders).isEmpty();
    }

    /** And not at once to the next of the same node. */
    @Test
    void anOldLeaseIsGivenBackAlthoughARequestWaits() throws Exception {
        LeaseLock.Held first = acquire();
        Future<Optional<LeaseLock.Held>> second = acquireAsWell(1);
        clock.pass(LeaseLock.MAX_PASSING_ON);
        first.release();
        assertThat(clock.sleeps).hasValue(1);
        second.get().orElseThrow().release();
        assertThat(store.taken).hasValue(2);
        assertThat(store.holders).isEmpty();
    }

    /** A thread that gets no time for seconds, say. */
    @Test
    void aLeaseThatArrivesTooLateIsGivenBackAndAnotherOneTaken() throws Exception {
        LeaseLock.Held first = acquire();
        Future<Optional<LeaseLock.Held>> second = acquireAsWell(1);
        clock.step = LeaseLock.LEASE.minus(LeaseLock.COMMIT).toNanos();
        // The first reading says that the lease is young, the next one that it is not.
        first.release();
        Awaitility.await().until(() -> store.taken.get() == 2);
        clock.step = 0;
        second.get().orElseThrow().release();
        assertThat(store.holders).isEmpty();
    }

    /** The last in the queue gives up before, or after, the holder has seen that a request waits. */
    @Test
    void aLeaseIsGivenBackIfTheLastOneGivesUp() throws Exception {
        for (int round = 0; round < 200; round++) {
            LeaseLock.Held first = acquire();
            CountDownLatch ready = new CountDownLatch(1);
            AtomicBoolean interrupted = new AtomicBoolean();
            Thread second = new Thread(() -> {
                ready.countDown();
                lock.acquire(store, KEY).ifPresent(LeaseLock.Held::release);
                interrupted.set(Thread.interrupted());
            });
            second.start();
            ready.await();
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> lock.waiting(KEY) == 1);
            Thread release = new Thread(first::release);
            release.start();
            second.interrupt();
            release.join();
            second.join();
            assertThat(store.holders).isEmpty();
            assertThat(lock.waiting(KEY)).isZero();
        }
    }

    @Test
    void aHolderThatTakesTooLongIsNotSafe() {
        LeaseLock.Held locked = acquire();
        clock.pass(LeaseLock.LEASE.minus(LeaseLock.COMMIT).minusNanos(1));
        assertThat(locked.isSafe()).isTrue();
        clock.pass(Duration.ofNanos(1));
        assertThat(locked.isSafe()).isFalse();
    }

    /** After the acquire timeout, which is longer than the lease of a node that has died, nothing is held. */
    @Test
    void whatAnotherNodeHasIsWaitedFor() {
        store.holders.put(KEY, "another node");
        assertThat(lock.acquire(store, KEY)).isEmpty();
        assertThat(clock.nanoTime()).isGreaterThan(LeaseLock.LEASE.toNanos());
        store.holders.clear();
        acquire().release();
    }

    /** All of the queue learn it at once, and not one after the other. */
    @Test
    void aStoreThatDoesNotAnswerEndsTheWaitingOfAll() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch silent = new CountDownLatch(1);
        store.before = () -> {
            asked.countDown();
            await(silent);
            throw new StorageUnavailableException("silent", null);
        };
        Future<Optional<LeaseLock.Held>> first = pool.submit(() -> lock.acquire(store, KEY));
        asked.await();
        List<Future<Optional<LeaseLock.Held>>> others = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            others.add(acquireAsWell(i));
        }
        silent.countDown();
        assertThatThrownBy(first::get).hasCauseInstanceOf(StorageUnavailableException.class);
        assertThat(others).allSatisfy(other -> assertThatThrownBy(other::get)
                .hasCauseInstanceOf(StorageUnavailableException.class));
        store.before = () -> {};
        acquire().release();
        assertThat(store.holders).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aStoreThatIsNotSharedIsNotUsed() throws Exception {
        LeaseLock alone = new LeaseLock(false, clock);
        LeaseLock.Held first = alone.acquire(store, KEY).orElseThrow();
        Future<Optional<LeaseLock.Held>> second = pool.submit(() -> alone.acquire(store, KEY));
        Awaitility.await().until(() -> alone.waiting(KEY) == 1);
        clock.pass(LeaseLock.LEASE);
        assertThat(first.isSafe()).isTrue();
        first.release();
        second.get().orElseThrow().release();
        assertThat(store.taken).hasValue(0);
    }

    /** Two nodes with many requests each: one at a time has the lock, and in the end none. */
    @Test
    void overTwoNodesOneHasTheLock() throws Exception {
        List<LeaseLock> nodes = List.of(new LeaseLock(true), new LeaseLock(true));
        AtomicInteger holding = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<?>> requests = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            LeaseLock node = nodes.get(i % 2);
            requests.add(pool.submit(() -> {
                LeaseLock.Held locked = node.acquire(store, KEY).orElseThrow();
                most.accumulateAndGet(holding.incrementAndGet(), Math::max);
                holding.decrementAndGet();
                locked.release();
            }));
        }
        for (Future<?> request : requests) {
            request.get();
        }
        assertThat(most).hasValue(1);
        assertThat(store.holders).isEmpty();
    }
}
