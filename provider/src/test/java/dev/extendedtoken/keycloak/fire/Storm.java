package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.RecordedFamily;
import dev.extendedtoken.keycloak.rotation.RotationClient;
import dev.extendedtoken.keycloak.rotation.history.Operation.Outcome;
import dev.extendedtoken.keycloak.support.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * Clients that do as they should, without a pause: each refreshes the tokens of its own family, one request after the other,
 * and asks the next node with the same token if it gets no tokens. Every tenth request is a retry, as of a client that has
 * lost the response.
 */
final class Storm implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofMinutes(4);

    private final List<RotationClient> nodes;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Future<?>> pending = new ArrayList<>();
    private final ExecutorService pool;
    private volatile boolean isOver;

    private Storm(List<RotationClient> nodes, int clients) {
        this.nodes = nodes;
        this.pool = Executors.newFixedThreadPool(clients);
    }

    /**
     * Signs the clients in, and lets them go.
     *
     * @param name of the files of failed histories
     * @param nodes the client at each node
     */
    static Storm begin(String name, List<RotationClient> nodes, int clients, int gracePeriod) {
        Storm storm = new Storm(nodes, clients);
        for (int i = 0; i < clients; i++) {
            // Whatever the server has to do first.
            RotationClient first = nodes.get(i % nodes.size()).by(Http.client());
            storm.senders.add(storm.new Sender(i, RecordedFamily.begin(name + "-" + i, first, gracePeriod, false)));
        }
        storm.senders.forEach(sender -> storm.pending.add(storm.pool.submit(sender)));
        return storm;
    }

    /** Waits until each client has got tokens so many times more. */
    void awaitRefreshes(int more) {
        Map<Sender, Integer> goals = new TreeMap<>();
        senders.forEach(sender -> goals.put(sender, sender.issued.get() + more));
        Awaitility.await().atMost(TIMEOUT).until(() -> goals.entrySet().stream()
                .allMatch(goal -> goal.getKey().issued.get() >= goal.getValue()));
    }

    /** Lets the time pass. */
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Awaitility.await().atMost(time.multipliedBy(2)).until(() -> System.nanoTime() > end);
    }

    /** Ends the storm. */
    List<RecordedFamily> end() throws InterruptedException, ExecutionException {
        isOver = true;
        for (Future<?> one : pending) {
            one.get();
        }
        System.out.println("Requests of the storm: " + outcomes());
        return senders.stream().map(sender -> sender.family).toList();
    }

    private Map<Outcome, Integer> outcomes() {
        Map<Outcome, Integer> all = new TreeMap<>();
        senders.forEach(sender ->
                sender.family.outcomes().forEach((outcome, count) -> all.merge(outcome, count, Integer::sum)));
        return all;
    }

    /** None of the clients has been told that its token is not good. */
    static void assertNobodySignedOut(List<RecordedFamily> families) {
        assertThat(families).allSatisfy(family -> assertThat(family.operations())
                .filteredOn(operation -> operation.outcome() == Outcome.REFUSED)
                .isEmpty());
    }

    @Override
    public void close() {
        isOver = true;
        pool.shutdownNow();
    }

    private final class Sender implements Runnable, Comparable<Sender> {

        private final int number;
        private final RecordedFamily family;
        private final AtomicInteger issued = new AtomicInteger();
        private int node;

        Sender(int number, RecordedFamily family) {
            this.number = number;
            this.family = family;
            this.node = number;
        }

        @Override
        public void run() {
            for (int request = 1; !isOver; request++) {
                int generation = request % 10 == 0 ? Math.max(1, family.newest() - 1) : family.newest();
                Awaitility.await()
                        .atMost(TIMEOUT)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> isOver || isRefreshed(generation));
                node++;
            }
        }

        private boolean isRefreshed(int generation) {
            String sender = "client-" + number + " at node " + (1 + node % nodes.size());
            if (family.refresh(sender, nodes.get(node % nodes.size()), generation)) {
                issued.incrementAndGet();
                return true;
            }
            node++;
            return false;
        }

        @Override
        public int compareTo(Sender other) {
            return Integer.compare(number, other.number);
        }
    }
}
