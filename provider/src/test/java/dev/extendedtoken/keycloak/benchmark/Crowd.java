package dev.extendedtoken.keycloak.benchmark;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Fifty clients that show one refresh token at the same time, over all nodes. A turn is one such crowd, and takes until the
 * last one has its answer, whichever it is.
 *
 * @param request makes the request with a new token
 */
record Crowd(String name, List<URI> endpoints, Supplier<byte[]> request) implements Load {

    private static final int SIZE = 50;

    @Override
    public Turn run(Duration ignored) {
        ExecutorService pool = Executors.newFixedThreadPool(SIZE);
        try {
            return run(pool);
        } catch (Exception e) {
            throw new IllegalStateException(name, e);
        } finally {
            pool.shutdownNow();
        }
    }

    private Turn run(ExecutorService pool) throws Exception {
        byte[] bytes = request.get();
        CyclicBarrier start = new CyclicBarrier(SIZE);
        List<Future<Long>> pending = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            URI endpoint = endpoints.get(i % endpoints.size());
            pending.add(pool.submit((Callable<Long>) () -> one(endpoint, bytes, start)));
        }
        SortedMap<Long, Long> latencies = new TreeMap<>();
        for (Future<Long> answer : pending) {
            latencies.merge(answer.get(), 1L, Long::sum);
        }
        return new Turn(SIZE, latencies.lastKey(), 0, latencies);
    }

    private static long one(URI endpoint, byte[] request, CyclicBarrier start) throws Exception {
        try (Connection connection = new Connection(endpoint)) {
            start.await();
            long begin = System.nanoTime();
            connection.send(request);
            return (System.nanoTime() - begin) / 1000;
        }
    }
}
