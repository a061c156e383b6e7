package dev.extendedtoken.keycloak.throughput;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.ServerOptions;
import dev.extendedtoken.keycloak.server.Servers;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Rotation by policy against Keycloak's own, the realm's "Revoke Refresh Token", in two realms of one server and in
 * turns: how many refreshes a second four clients get, each of a session of its own; and how long fifty wait that show
 * one token at the same time. With {@code -Dnodes=2} on two nodes and one PostgreSQL, over both of them.
 */
public final class RotationBenchmark {

    /** Short, so that what else the machine does meets both sides alike. */
    private static final Duration DURATION = Duration.ofSeconds(1);
    /** Long, because only one side runs through policies, and its code is compiled later. */
    private static final int WARM_UP = Integer.getInteger("warmup", 90);

    private static final int RUNS = Integer.getInteger("turns", 61);
    private static final int NODES = Integer.getInteger("nodes", 1);
    private static final int CLIENTS = 4;
    private static final int CROWD = 50;
    private static final int CROWDS = Integer.getInteger("crowds", 20);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Both realms sign with it: half of a refresh is the signature, and some keys take a tenth longer than others. */
    private static final String KEY = privateKey();

    private RotationBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        if (NODES == 1) {
            try (Keycloak server = Servers.start("rotation-benchmark", ServerOptions.withJar())) {
                measure(List.of(server));
            }
        } else {
            try (Cluster cluster = Cluster.start("rotation-benchmark", NODES)) {
                measure(IntStream.rangeClosed(1, NODES)
                        .<Keycloak>mapToObj(cluster::node)
                        .toList());
            }
        }
    }

    private static void measure(List<Keycloak> nodes) throws Exception {
        TestRealm.create(nodes.get(0), realm("own").with("revokeRefreshToken", true));
        TestRealm.create(
                nodes.get(0),
                realm("policy")
                        .profile("rotation", "refresh-token-rotation", Map.of("grace-period", 60))
                        .policy("rotation", "rotation", "any-client", Map.of()));
        Side own = new Side("realm switch", tokenEndpoints(nodes, "own"));
        Side policy = new Side("policy", tokenEndpoints(nodes, "policy"));
        throughput(own, policy);
        contention(own, policy);
        policy.longLife();
    }

    private static void throughput(Side own, Side policy) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            own.refreshes();
            policy.refreshes();
        }
        List<Double> ratios = new ArrayList<>();
        double allOfOwn = 0;
        double allOfPolicy = 0;
        for (int run = 1; run <= RUNS; run++) {
            // Every second run goes the other way round, so that neither always comes first.
            boolean ownFirst = run % 2 == 0;
            double first = (ownFirst ? own : policy).refreshes();
            double second = (ownFirst ? policy : own).refreshes();
            double ofOwn = ownFirst ? first : second;
            double ofPolicy = ownFirst ? second : first;
            ratios.add(ofPolicy / ofOwn);
            allOfOwn += ofOwn;
            allOfPolicy += ofPolicy;
            System.out.printf(
                    "turn %2d  %s: %.0f/s, %s: %.0f/s, ratio %.3f%n",
                    run, own.name(), ofOwn, policy.name(), ofPolicy, ofPolicy / ofOwn);
        }
        List<Double> sorted = ratios.stream().sorted().toList();
        System.out.printf(
                "refreshes a second, policy / realm switch: median %.3f  (min %.3f, max %.3f, %d turns), of all %.3f%n",
                median(sorted), sorted.get(0), sorted.get(sorted.size() - 1), sorted.size(), allOfPolicy / allOfOwn);
    }

    private static void contention(Side own, Side policy) throws Exception {
        Map<String, List<Double>> settle = new TreeMap<>();
        Map<String, List<Double>> waits = new TreeMap<>();
        for (int round = 0; round < CROWDS; round++) {
            for (Side side : round % 2 == 0 ? List.of(own, policy) : List.of(policy, own)) {
                Crowd crowd = side.crowd();
                settle.computeIfAbsent(side.name(), name -> new ArrayList<>()).add(crowd.settled());
                waits.computeIfAbsent(side.name(), name -> new ArrayList<>()).addAll(crowd.waits());
                System.out.printf(
                        "crowd %2d  %s: settled in %.0f ms, %d of %d succeeded%n",
                        round + 1, side.name(), crowd.settled(), crowd.succeeded(), CROWD);
            }
        }
        settle.forEach((name, times) -> System.out.printf(
                "%s: settles in %.0f ms (median), waits p50 %.0f ms, p99 %.0f ms%n",
                name,
                median(times.stream().sorted().toList()),
                median(waits.get(name).stream().sorted().toList()),
                percentile(waits.get(name), 0.99)));
    }

    private static double median(List<Double> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    private static double percentile(List<Double> values, double of) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(of * sorted.size()) - 1);
    }

    /**
     * What became of those who showed one token together.
     *
     * @param settled milliseconds until the last had its answer
     * @param waits milliseconds of each
     */
    private record Crowd(double settled, int succeeded, List<Double> waits) {}

    /** @param endpoints of each node; requests take one after the other */
    private record Side(String name, List<URI> endpoints) {

        double refreshes() throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
            try {
                List<String> tokens = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    tokens.add(login());
                }
                long end = System.nanoTime() + DURATION.toNanos();
                List<Future<Integer>> clients = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    URI endpoint = endpoint(i);
                    String token = tokens.get(i);
                    clients.add(pool.submit(() -> refreshUntil(end, endpoint, token)));
                }
                int answers = 0;
                for (Future<Integer> client : clients) {
                    answers += client.get();
                }
                return answers / (DURATION.toNanos() / 1e9);
            } finally {
                pool.shutdownNow();
            }
        }

        private URI endpoint(int number) {
            return endpoints.get(number % endpoints.size());
        }

        private int refreshUntil(long end, URI endpoint, String first) throws IOException {
            String token = first;
            int answers = 0;
            try (Connection connection = new Connection(endpoint)) {
                while (System.nanoTime() < end) {
                    Connection.Reply reply = connection.send(refresh(token));
                    if (reply.status() != 200) {
                        throw new IOException(name + ": " + reply);
                    }
                    token = JSON.readTree(reply.body()).get("refresh_token").textValue();
                    answers++;
                }
            }
            return answers;
        }

        /** Ten thousand refreshes of one family: the last thousand as fast as the second. */
        void longLife() throws IOException {
            String token = login();
            try (Connection connection = new Connection(endpoint(0))) {
                for (int thousand = 1; thousand <= 10; thousand++) {
                    long begin = System.nanoTime();
                    for (int i = 0; i < 1_000; i++) {
                        Connection.Reply reply = connection.send(refresh(token));
                        token = JSON.readTree(reply.body()).get("refresh_token").textValue();
                    }
                    System.out.printf(
                            "refreshes %d to %d: %.2f ms each%n",
                            (thousand - 1) * 1_000 + 1, thousand * 1_000, (System.nanoTime() - begin) / 1e9);
                }
            }
        }

        Crowd crowd() throws Exception {
            byte[] request = refresh(login());
            ExecutorService pool = Executors.newFixedThreadPool(CROWD);
            try {
                CyclicBarrier start = new CyclicBarrier(CROWD);
                List<Future<double[]>> pending = new ArrayList<>();
                for (int i = 0; i < CROWD; i++) {
                    URI endpoint = endpoint(i);
                    pending.add(pool.submit((Callable<double[]>) () -> one(endpoint, request, start)));
                }
                double settled = 0;
                int succeeded = 0;
                List<Double> waits = new ArrayList<>();
                for (Future<double[]> answer : pending) {
                    settled = Math.max(settled, answer.get()[1]);
                    succeeded += answer.get()[0] == 200 ? 1 : 0;
                    waits.add(answer.get()[1]);
                }
                return new Crowd(settled, succeeded, waits);
            } finally {
                pool.shutdownNow();
            }
        }

        private double[] one(URI endpoint, byte[] request, CyclicBarrier start) throws Exception {
            try (Connection connection = new Connection(endpoint)) {
                start.await();
                long begin = System.nanoTime();
                int status = connection.send(request).status();
                return new double[] {status, (System.nanoTime() - begin) / 1e6};
            }
        }

        private String login() {
            return Http.client()
                    .form(
                            endpoint(0),
                            Map.of("grant_type", "password", "username", "anna", "password", "anna's-secret"),
                            "Authorization",
                            basic())
                    .expect(200)
                    .text("refresh_token");
        }

        private byte[] refresh(String token) {
            return Connection.post(
                    endpoint(0),
                    Http.FORM,
                    basic(),
                    Http.encode(Map.of("grant_type", "refresh_token", "refresh_token", token)));
        }
    }

    private static RealmFile realm(String name) {
        return RealmFile.named(name)
                .with("eventsEnabled", false)
                .with("privateKey", KEY)
                .user("anna", "anna's-secret")
                .client("app", Map.of("secret", "app-secret", "directAccessGrantsEnabled", true));
    }

    private static String privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        }
    }

    private static List<URI> tokenEndpoints(List<Keycloak> nodes, String realm) {
        return nodes.stream()
                .map(node -> URI.create(node.http() + "/realms/" + realm + "/protocol/openid-connect/token"))
                .toList();
    }

    private static String basic() {
        return Http.basic("app", "app-secret");
    }
}
