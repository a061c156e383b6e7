package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two nodes on one PostgreSQL database, and the failure of one node. More rounds and refreshes: {@code
 * -Drotation.cluster.rounds=10 -Drotation.cluster.refreshes=10000}.
 */
@Tag("modes")
@Order(1) // The longest begins first.
class RotationClusterIT {

    private static final int ROUNDS = Integer.getInteger("rotation.cluster.rounds", 2);
    /** That a family keeps, to revoke them when it ends. */
    private static final int MOST_ACCESS_TOKENS = 32;

    private static final int BURSTS = Integer.getInteger("rotation.bursts", 10);

    private static final int REFRESHES = Integer.getInteger("rotation.cluster.refreshes", 500);

    private static final String STORED = "SELECT data FROM offline_client_session WHERE user_session_id = ?";

    private static Cluster cluster;
    private static RotationRealm realm;

    @BeforeAll
    static void start() {
        cluster = Cluster.start("rotation-cluster", 2);
        RealmFile file = RotationRealm.file("rotation-cluster").with("eventsEnabled", false);
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.profile(file, "once", Map.of("grace-period", 0));
        RotationRealm.profile(
                file,
                "agents",
                Map.of(
                        "grace-period",
                        3600,
                        "grace-uses",
                        10,
                        "reuse-action",
                        "keep-family",
                        "family-lifetime",
                        86_400));
        RotationRealm.profile(
                file, "kept", Map.of("grace-period", 0, "reuse-action", "keep-family", "family-lifetime", 86_400));
        RotationRealm.client(file, "agents", "agents");
        RotationRealm.client(file, "kept", "kept");
        RotationRealm.client(file, "long", "long");
        RotationRealm.client(file, "once", "once");
        realm = RotationRealm.create(cluster.node(1), file);
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    private static RotationClient at(int node, String client) {
        return realm.client(client).at(realm.realm().at(cluster.node(node)));
    }

    /** Half of them to either node. */
    private static List<Answer> storm(String client, String token) {
        return RotationClient.storm(
                token,
                IntStream.range(0, 50).mapToObj(i -> at(1 + i % 2, client)).toList());
    }

    @Test
    void fiftyConcurrentRefreshesGetOneSuccessor() {
        for (int round = 0; round < ROUNDS; round++) {
            Tokens first = at(1, "long").login();
            List<Answer> answers = storm("long", first.refresh());
            assertThat(answers).extracting(Answer::status).containsOnly(200);
            assertThat(answers.stream().map(Tokens::from).map(Tokens::refresh).distinct())
                    .hasSize(1);
            assertThat(answers.stream().map(Tokens::from).map(Tokens::accessId).distinct())
                    .hasSize(1);
            at(2, "long").rotate(Tokens.from(answers.get(0)).refresh());
        }
    }

    @Test
    void withoutAGracePeriodOneOfFiftySucceeds() {
        for (int round = 0; round < ROUNDS; round++) {
            Tokens first = at(2, "once").login();
            Map<Integer, Long> byStatus = storm("once", first.refresh()).stream()
                    .collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
            assertThat(byStatus).isEqualTo(Map.of(200, 1L, 400, 49L));
        }
    }

    /** Whenever a built-in executor sees a change of the client, those of the extension see it, too. */
    @Test
    void aChangeOfAClientCountsOnTheOtherNode() {
        Map<String, ?> marked = Map.of("roles", List.of("marked"));
        RealmFile file = RealmFile.named("cluster-policies")
                .client("app", Map.of("secret", "app-secret", "serviceAccountsEnabled", true))
                .profile("envelope", "token-response-format", Map.of("error-format", "envelope"))
                .profile("rejecting", "reject-request", Map.of())
                .policy("extension", "envelope", "client-roles", marked)
                .policy("built-in", "rejecting", "client-roles", marked);
        try (TestRealm here = TestRealm.create(cluster.node(1), file)) {
            TestRealm there = here.at(cluster.node(2));
            String roles = "/" + here.name() + "/clients/"
                    + here.client("app").get("id").textValue() + "/roles";
            for (int round = 0; round < 3; round++) {
                Awaitility.await().until(() -> !isRejected(there));
                here.admin().post(roles, Map.of("name", "marked")).expect(201);
                Awaitility.await().until(() -> isRejected(there));
                here.admin().delete(roles + "/marked").expect(204);
            }
        }
    }

    private static boolean isRejected(TestRealm realm) {
        Answer answer = Http.client()
                .form(
                        realm.token(),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("app", "app-secret"));
        assertThat(answer.json().has("errors")).as(answer.toString()).isEqualTo(answer.status() != 200);
        return answer.status() != 200;
    }

    @Test
    void reuseOnBothNodesKeepsTheFamilyIfThePolicySaysSo() {
        Tokens live = at(1, "kept").login();
        for (int round = 0; round < ROUNDS; round++) {
            List<Answer> answers = storm("kept", live.refresh());
            Map<Integer, Long> byStatus =
                    answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
            assertThat(byStatus).isEqualTo(Map.of(200, 1L, 400, 49L));
            Tokens next = Tokens.from(answers.stream()
                    .filter(answer -> answer.status() == 200)
                    .findFirst()
                    .orElseThrow());
            assertThat(at(1, "kept").isActiveRefreshToken(live.refresh())).isFalse();
            assertThat(at(2, "kept").isActiveRefreshToken(next.refresh())).isTrue();
            live = next;
        }
    }

    @Test
    void retriesOnBothNodesAreLimited() {
        for (int round = 0; round < ROUNDS; round++) {
            Tokens first = at(1, "agents").login();
            List<Answer> answers = storm("agents", first.refresh());
            Map<Integer, Long> byStatus =
                    answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
            assertThat(byStatus).as("one rotation and ten retries").isEqualTo(Map.of(200, 11L, 400, 39L));
            List<Tokens> tokens = answers.stream()
                    .filter(answer -> answer.status() == 200)
                    .map(Tokens::from)
                    .toList();
            assertThat(tokens)
                    .extracting(Tokens::refresh)
                    .containsOnly(tokens.get(0).refresh());
            at(2, "agents").rotate(tokens.get(0).refresh());
        }
    }

    @Test
    void aTokenSupersededOnOneNodeIsSupersededOnTheOther() {
        for (int round = 0; round < 2 * ROUNDS; round++) {
            Tokens first = at(1, "long").login();
            Tokens second = at(2, "long").rotate(first.refresh());
            assertThat(at(1, "long").isActiveRefreshToken(first.refresh())).isFalse();
            assertThat(at(1, "long").rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            Tokens third = at(1, "long").rotate(second.refresh());
            assertThat(at(2, "long").isActiveRefreshToken(second.refresh())).isFalse();
            assertThat(at(2, "long").rotate(first.refresh()).refresh()).isEqualTo(third.refresh());
            Tokens last = at(1, "long").supersede(third.refresh());
            assertThat(at(2, "long").refresh(first.refresh()).status()).isEqualTo(400);
            assertThat(at(1, "long").isActiveAccessToken(last.access())).isFalse();
            assertThat(at(1, "long").userinfo(last.access()).status()).isEqualTo(401);
        }
    }

    /**
     * Several processes share one token, and some have refreshed it before: each refreshes the token that it has, and then
     * the one that it got. No one is logged out. More rounds: {@code -Drotation.bursts=1000}.
     */
    @Test
    void processesWithOlderTokensConverge() throws ExecutionException, InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(6);
        Random random = new Random(1);
        try {
            for (int round = 0; round < BURSTS; round++) {
                Tokens first = at(1, "long").login(round % 4 == 3 ? "openid offline_access" : "openid");
                Tokens second = at(2, "long").rotate(first.refresh());
                List<Tokens> held = new ArrayList<>(List.of(first, first, second, second));
                held.addAll(
                        round % 2 == 0
                                ? List.of(first, second)
                                : Collections.nCopies(2, at(1, "long").rotate(second.refresh())));
                Collections.shuffle(held, random);
                CyclicBarrier start = new CyclicBarrier(held.size());
                List<Future<Tokens>> pending = new ArrayList<>();
                for (int i = 0; i < held.size(); i++) {
                    RotationClient process = at(1 + i % 2, "long");
                    String token = held.get(i).refresh();
                    pending.add(pool.submit(() -> {
                        start.await();
                        return process.rotate(process.rotate(token).refresh());
                    }));
                }
                Tokens last = null;
                for (Future<Tokens> process : pending) {
                    last = process.get();
                }
                at(1 + round % 2, "long").rotate(last.refresh());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** The answer is lost with the node; what it had committed is not. */
    @Test
    void killedAfterTheCommit() throws InterruptedException {
        Tokens agents = at(2, "agents").login();
        Tokens lost = at(2, "agents").rotate(agents.refresh());
        Tokens first = at(2, "long").login("openid offline_access");
        Tokens second = at(2, "long").rotate(first.refresh());
        Thread client = new Thread(() -> ignoringLostAnswer(() -> at(2, "long").refresh(second.refresh())));
        client.start();
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> stored(first)
                .contains(first.refreshId() + ".3"));
        cluster.node(2).kill();
        client.join();
        assertConverged(1, first, second);
        assertThat(at(1, "agents").rotate(agents.refresh()).refresh()).isEqualTo(lost.refresh());
        at(1, "agents").rotate(lost.refresh());
        cluster.node(2).start();
    }

    /** No response and no stored state: the presented token is still valid. */
    @Test
    void killedBeforeTheCommit() throws SQLException, InterruptedException {
        Tokens first = at(2, "long").login();
        Tokens second = at(2, "long").rotate(first.refresh());
        try (Connection connection = cluster.connect()) {
            lockRow(connection, first);
            Thread client =
                    new Thread(() -> ignoringLostAnswer(() -> at(2, "long").refresh(second.refresh())));
            client.start();
            waitForWantedLocks(1);
            cluster.node(2).kill();
            client.join();
            connection.rollback();
        }
        assertThat(stored(first)).doesNotContain(first.refreshId() + ".3");
        assertConverged(1, first, second);
        cluster.node(2).start();
    }

    /**
     * The client session is revoked, and the next login makes it anew, between the time when a refresh reads it and its commit:
     * what the refresh adds to the new one counts for nothing.
     */
    @Test
    void aRefreshDoesNotApplyToARecreatedSession() throws Exception {
        RotationClient client = at(1, "long");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        Future<Answer> refresh;
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Connection connection = cluster.connect()) {
            lockRow(connection, first);
            refresh = pool.submit(() -> client.refresh(second.refresh()));
            waitForWantedLocks(1);
            makeAnew(connection, first);
            connection.commit();
            Tokens third = Tokens.from(refresh.get().expect(200));
            assertThat(stored(first)).contains(first.refreshId() + ".3");
            assertThat(client.refresh(third.refresh()).status()).isEqualTo(400);
            assertThat(client.refresh(second.refresh()).status()).isEqualTo(400);
        } finally {
            pool.shutdownNow();
        }
    }

    /** A refresh that has the session's row comes first: the revocation waits, and takes the new state with it. */
    @Test
    void aRevocationWaitsForARefreshThatHoldsTheRow() throws Exception {
        RotationClient client = at(1, "long");
        Tokens first = client.login();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (Connection connection = cluster.connect()) {
            connection.setAutoCommit(false);
            try (var lock = connection.createStatement()) {
                // Rows can be locked now, and not be written to.
                lock.execute("LOCK TABLE offline_client_session IN SHARE MODE");
            }
            Future<Answer> refresh = pool.submit(() -> client.refresh(first.refresh()));
            waitForWantedLocks(1);
            Future<Answer> revocation = pool.submit(() -> at(2, "long").revoke(first.refresh()));
            waitForWantedLocks(2);
            connection.rollback();
            Tokens second = Tokens.from(refresh.get().expect(200));
            revocation.get().expect(200);
            assertThat(stored(first)).isNull();
            assertThat(client.refresh(second.refresh()).status()).isEqualTo(400);
            assertThat(client.userinfo(second.access()).status()).isEqualTo(401);
            assertThat(at(2, "long").userinfo(second.access()).status()).isEqualTo(401);
        } finally {
            pool.shutdownNow();
        }
    }

    private static void makeAnew(Connection connection, Tokens tokens) throws SQLException {
        try (var statement = connection.createStatement()) {
            String where = " WHERE user_session_id = '" + tokens.sessionId() + "'";
            statement.execute("CREATE TEMPORARY TABLE anew AS SELECT * FROM offline_client_session" + where);
            statement.execute("UPDATE anew SET version = 0, data = regexp_replace("
                    + "replace(data, 'rotation.', 'gone.'), '\"startedAt\":\"[0-9]+\"', '\"startedAt\":\"1\"')");
            statement.execute("DELETE FROM offline_client_session" + where);
            statement.execute("INSERT INTO offline_client_session SELECT * FROM anew");
        }
    }

    private static void lockRow(Connection connection, Tokens tokens) throws SQLException {
        connection.setAutoCommit(false);
        try (var lock = connection.prepareStatement(STORED + " FOR UPDATE")) {
            lock.setString(1, tokens.sessionId());
            assertThat(lock.executeQuery().next()).isTrue();
        }
    }

    /** At least so many: Keycloak's own tasks may want one, too. */
    private static void waitForWantedLocks(int number) {
        Awaitility.await().until(() -> wantedLocks() >= number);
    }

    private static int wantedLocks() {
        return Integer.parseInt(cluster.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"));
    }

    private static void assertConverged(int node, Tokens first, Tokens second) {
        RotationClient client = at(node, "long");
        Tokens third = client.rotate(second.refresh());
        assertThat(third.refreshId()).isEqualTo(first.refreshId() + ".3");
        assertThat(client.rotate(second.refresh()).refresh()).isEqualTo(third.refresh());
        Tokens last = client.supersede(third.refresh());
        assertThat(client.refresh(first.refresh()).status()).isEqualTo(400);
        assertThat(client.refresh(last.refresh()).status()).isEqualTo(400);
    }

    /** All nodes are gone at once, and with them every cache. */
    @Test
    void nothingIsReplayableAfterARestart() {
        List<Runnable> afterwards = Stream.of("openid", "openid offline_access")
                .flatMap(scope -> Stream.of(aFamilyThatGoesOn(scope), aFamilyThatHasEnded(scope), aCrowd(scope)))
                .toList();
        cluster.node(1).kill();
        cluster.node(2).kill();
        cluster.node(1).start();
        afterwards.forEach(Runnable::run);
        cluster.node(2).start();
    }

    private static Runnable aFamilyThatGoesOn(String scope) {
        RotationClient client = at(1, "long");
        Tokens first = client.login(scope);
        Tokens second = client.rotate(first.refresh());
        Tokens third = client.rotate(second.refresh());
        return () -> {
            assertThat(client.isActiveRefreshToken(second.refresh())).isFalse();
            assertThat(client.isActiveRefreshToken(third.refresh())).isTrue();
            assertThat(client.rotate(second.refresh()).refresh()).isEqualTo(third.refresh());
            Tokens last = client.supersede(third.refresh());
            assertThat(client.refresh(first.refresh()).status()).isEqualTo(400);
            assertThat(client.refresh(last.refresh()).status()).isEqualTo(400);
            assertThat(client.isActiveAccessToken(last.access())).isFalse();
        };
    }

    private static Runnable aFamilyThatHasEnded(String scope) {
        RotationClient client = at(1, "long");
        Tokens first = client.login(scope);
        Tokens last = client.supersede(first.refresh());
        assertThat(client.refresh(first.refresh()).status()).isEqualTo(400);
        return () -> {
            assertThat(client.refresh(first.refresh()).status()).isEqualTo(400);
            assertThat(client.refresh(last.refresh()).status()).isEqualTo(400);
            assertThat(client.isActiveRefreshToken(last.refresh())).isFalse();
            assertThat(client.isActiveAccessToken(last.access())).isFalse();
        };
    }

    /** After a restart the caches are empty; one of the concurrent requests succeeds. */
    private static Runnable aCrowd(String scope) {
        RotationClient client = at(1, "once");
        Tokens live = client.rotate(client.login(scope).refresh());
        return () -> assertThat(RotationClient.storm(live.refresh(), Collections.nCopies(50, client)).stream()
                        .collect(Collectors.groupingBy(Answer::status, Collectors.counting())))
                .isEqualTo(Map.of(200, 1L, 400, 49L));
    }

    /**
     * Twenty clients alternate between the nodes, and one node fails. A client without a response asks the other node.
     */
    @Test
    void aNodeFailureDuringConcurrentRefreshesEndsNoSession() throws ExecutionException, InterruptedException {
        int clients = 20;
        AtomicInteger refreshes = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        try {
            List<Future<Tokens>> pending = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                Tokens start = at(1 + i % 2, "long").login(i % 3 == 0 ? "openid offline_access" : "openid");
                pending.add(pool.submit(restless(start, refreshes)));
            }
            Awaitility.await().until(() -> refreshes.get() > 200);
            cluster.node(2).kill();
            List<Tokens> last = new ArrayList<>();
            for (Future<Tokens> client : pending) {
                last.add(client.get());
            }
            assertThat(last).allSatisfy(tokens -> at(1, "long").rotate(tokens.refresh()));
        } finally {
            pool.shutdownNow();
            cluster.node(2).start();
        }
    }

    /**
     * Until the cluster has noticed that a node does not answer, a refresh is put off, sooner than a client gives up
     * waiting; then it goes on.
     */
    @Test
    void refreshesAreRetryableWhileANodeIsSuspended() {
        List<AtomicReference<Tokens>> sessions = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            sessions.add(new AtomicReference<>(at(1, "long").login()));
        }
        AtomicInteger putOff = new AtomicInteger();
        try {
            cluster.node(2).freeze();
            Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> sessions.stream()
                    .allMatch(session -> isRefreshed(session, putOff)));
            // Without a shared cache, nobody waits for the node.
            assertThat(putOff.get() > 0).isEqualTo(cluster.sharesCaches());
        } finally {
            cluster.node(2).kill();
            cluster.node(2).start();
        }
        sessions.forEach(session -> at(2, "long").rotate(session.get().refresh()));
    }

    private static boolean isRefreshed(AtomicReference<Tokens> session, AtomicInteger putOff) {
        long start = System.nanoTime();
        Answer answer = at(1, "long").refresh(session.get().refresh());
        if (answer.status() == 200) {
            session.set(Tokens.from(answer));
            return true;
        }
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
        assertThat(answer.header("Retry-After")).contains("1");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        putOff.incrementAndGet();
        return false;
    }

    private static Callable<Tokens> restless(Tokens start, AtomicInteger refreshes) {
        return () -> {
            Tokens tokens = start;
            for (int i = 0; i < 40; i++) {
                String token = tokens.refresh();
                AtomicInteger node = new AtomicInteger(i);
                Answer answer = Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() -> answer(1 + node.getAndIncrement() % 2, token), Optional::isPresent)
                        .orElseThrow();
                tokens = Tokens.from(answer.expect(200));
                refreshes.incrementAndGet();
            }
            return tokens;
        };
    }

    /** None if the node does not answer, or says that it cannot at the moment: then a client asks again. */
    private static Optional<Answer> answer(int node, String token) {
        try {
            return Optional.of(at(node, "long").refresh(token)).filter(answer -> answer.status() < 500);
        } catch (UncheckedIOException dead) {
            return Optional.empty();
        }
    }

    @Test
    void manyRefreshesStoreNoMoreThanOne() {
        RotationClient client = at(1, "long");
        Tokens tokens = client.login();
        Tokens first = tokens;
        int half = REFRESHES / 2;
        int before = 0;
        for (int generation = 2; generation <= REFRESHES; generation++) {
            tokens = client.rotate(tokens.refresh());
            if (generation == half) {
                before = stored(tokens).length();
            }
        }
        assertThat(tokens.refreshId()).isEqualTo(first.refreshId() + "." + REFRESHES);
        // The generation's number is there three times, and once for each access token; it may have more digits by now.
        int digits = digits(REFRESHES) - digits(Math.max(1, half - MOST_ACCESS_TOKENS));
        assertThat(stored(tokens).length() - before).isBetween(-8, 8 + (3 + MOST_ACCESS_TOKENS) * digits);
    }

    private static int digits(int number) {
        return Integer.toString(number).length();
    }

    @Test
    void outcomesAreCounted() {
        RotationClient client = at(1, "long");
        Map<String, Double> before = counted();
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        client.rotate(first.refresh());
        client.supersede(second.refresh());
        client.refresh(first.refresh());
        Map<String, Double> after = counted();
        assertThat(after.get("rotated") - before.getOrDefault("rotated", 0.0)).isEqualTo(11);
        assertThat(after.get("retried") - before.getOrDefault("retried", 0.0)).isEqualTo(1);
        assertThat(after.get("reused") - before.getOrDefault("reused", 0.0)).isEqualTo(1);
    }

    @Test
    void anAdministratorEndsAFamilyOnTheOtherNode() {
        RotationClient client = at(1, "long");
        Tokens first = client.rotate(client.login().refresh());
        AdminFamilies families = AdminFamilies.forRealm(realm.realm().at(cluster.node(2)));
        assertThat(families.inSessionOf(first)).hasSize(1);
        assertThat(families.family(first).get("generation").intValue()).isEqualTo(2);
        Tokens third = client.rotate(first.refresh());
        assertThat(families.family(third).get("generation").intValue()).isEqualTo(3);
        families.end(families.family(third)).expect(204);
        assertThat(AdminFamilies.forRealm(realm.realm()).family(third)).isNull();
        assertThat(client.refresh(third.refresh()).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(client.isActiveAccessToken(third.access())).isFalse();
        assertThat(client.userinfo(third.access()).status()).isEqualTo(401);
    }

    /** On the node of the refresh, where the lock does not end with its lease. */
    @Test
    void anAdministratorWaitsForTheLockOfARefresh() throws Exception {
        RotationClient client = at(1, "long");
        Tokens first = client.login();
        AdminFamilies families = AdminFamilies.forRealm(realm.realm());
        JsonNode family = families.family(first);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (Connection connection = cluster.connect()) {
            lockRow(connection, first);
            Future<Answer> refresh = pool.submit(() -> client.refresh(first.refresh()));
            waitForWantedLocks(1);
            Answer busy = families.end(family).expect(503);
            assertThat(busy.text("error")).isEqualTo("temporarily_unavailable");
            assertThat(busy.header("Retry-After")).isPresent();
            connection.rollback();
            Tokens second = Tokens.from(refresh.get());
            families.end(families.family(second)).expect(204);
            client.refresh(second.refresh()).expect(400);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Map<String, Double> counted() {
        Pattern line = Pattern.compile("keycloak_extended_token_rotation_total\\{outcome=\"(\\w+)\"} (\\S+)");
        return line.matcher(cluster.node(1).metrics())
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> Double.valueOf(match.group(2))));
    }

    private static String stored(Tokens tokens) {
        return cluster.query(STORED, tokens.sessionId());
    }

    private static void ignoringLostAnswer(Runnable request) {
        try {
            request.run();
        } catch (UncheckedIOException killed) {
            // As it was meant to be.
        }
    }
}
