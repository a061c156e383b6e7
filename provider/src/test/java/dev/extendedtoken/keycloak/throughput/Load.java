package dev.extendedtoken.keycloak.throughput;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One request, sent over and over on kept connections.
 *
 * @param request the bytes on the wire
 */
record Load(String name, URI server, byte[] request) {

    private static final int CONNECTIONS = 4;

    static Load post(String name, URI endpoint, String contentType, String authorization, String body) {
        return new Load(name, endpoint, Connection.post(endpoint, contentType, authorization, body));
    }

    /** The same with one header more. */
    Load with(String header, String value) {
        String text = new String(request, StandardCharsets.US_ASCII);
        int headers = text.indexOf("\r\n") + 2;
        String more = text.substring(0, headers) + header + ": " + value + "\r\n" + text.substring(headers);
        return new Load(name, server, more.getBytes(StandardCharsets.US_ASCII));
    }

    /** Requests a second, each answered with 200. */
    double run(Duration duration) {
        ExecutorService pool = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long end = System.nanoTime() + duration.toNanos();
            List<Future<Integer>> connections = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                connections.add(pool.submit((Callable<Integer>) () -> connection(end)));
            }
            int answers = 0;
            for (Future<Integer> connection : connections) {
                answers += connection.get();
            }
            return answers / (duration.toNanos() / 1e9);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(name, e);
        } finally {
            pool.shutdownNow();
        }
    }

    private int connection(long end) throws IOException {
        int answers = 0;
        try (Connection connection = new Connection(server)) {
            while (System.nanoTime() < end) {
                int status = connection.send(request).status();
                if (status != 200) {
                    throw new IOException(name + ": " + status);
                }
                answers++;
            }
        }
        return answers;
    }
}
