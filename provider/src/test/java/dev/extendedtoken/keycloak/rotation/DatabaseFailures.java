package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.DatabaseServer;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two nodes, whose database loses all connections, or dies and comes back: a client may get a retryable error, and never
 * an error that a live token is invalid. More rounds: {@code -Drotation.outages=20}.
 */
@Tag("database")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DatabaseFailures {

    private static final int OUTAGES = Integer.getInteger("rotation.outages", 2);
    private static final int LOST_CONNECTIONS = 4 * OUTAGES;
    private static final int CLIENTS = 12;

    /** Longer than retryable errors last after the database is back; many waiting requests take longer. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** For a crowd to get going, on a machine that has other things to do. */
    private static final Duration START = Duration.ofMinutes(2);

    private DatabaseServer database;
    private Cluster cluster;
    private RotationRealm realm;

    abstract DatabaseServer startDatabase();

    abstract Cluster startCluster(DatabaseServer on);

    @BeforeAll
    void start() {
        database = startDatabase();
        cluster = startCluster(database);
        RealmFile file = RotationRealm.file("database-failures").with("eventsEnabled", false);
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.client(file, "long", "long");
        file.profile("jwt", "user-jwt-enforcer", Map.of("issued-to", List.of("long")))
                .policy(
                        "jwt",
                        "jwt",
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"jwt\",\"value\":\"true\"}]"));
        RotationRealm.client(file, "jwt", "long");
        realm = RotationRealm.create(cluster.node(1), file);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    private RotationClient at(int node) {
        return at(node, "long");
    }

    private RotationClient at(int node, String client) {
        return realm.client(client).at(realm.realm().at(cluster.node(node)));
    }

    /** As soon as the database can be had. */
    private static Tokens login(RotationClient client, String scope) {
        return Tokens.from(Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> client.tryLogin(scope), answer -> answer.status() == 200));
    }

    /** Offline sessions, too: every third. */
    private List<Tokens> logins() {
        List<Tokens> logins = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            logins.add(login(at(1 + i % 2), i % 3 == 2 ? "openid offline_access" : "openid"));
        }
        database.settle();
        return logins;
    }

    @Test
    void whoeverLosesHisConnectionIsNotSignedOut() throws Exception {
        List<Tokens> tokens = logins();
        Refused refused = new Refused();
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int round = 0; round < LOST_CONNECTIONS; round++) {
                int node = 1 + round % 2;
                database.killConnections();
                tokens = refreshed(pool, tokens, current -> refreshed(node, current, refused));
            }
        } finally {
            pool.shutdownNow();
        }
        refused.assertNone();
    }

    /** Twelve clients go from node to node, each with a session of its own. */
    @Test
    void whoeverRefreshesWhileTheDatabaseDiesIsNotSignedOut() throws Exception {
        List<Tokens> tokens = logins();
        Refused refused = new Refused();
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int round = 0; round < OUTAGES; round++) {
                AtomicInteger refreshes = new AtomicInteger();
                Outage outage = new Outage();
                List<Future<Tokens>> pending = new ArrayList<>();
                for (Tokens start : tokens) {
                    pending.add(pool.submit(() -> {
                        Tokens current = start;
                        int since = 0;
                        for (int i = 0; since < 2; i++) {
                            since += outage.isOver ? 1 : 0;
                            current = refreshed(1 + i % 2, current, refused);
                            refreshes.incrementAndGet();
                        }
                        return current;
                    }));
                }
                Awaitility.await().atMost(START).until(() -> refreshes.get() > 5 * CLIENTS);
                database.kill();
                database.restart();
                outage.isOver = true;
                tokens = all(pending);
            }
        } finally {
            pool.shutdownNow();
        }
        refused.assertNone();
    }

    /** The same for a user JWT of a live session. */
    @Test
    void aUserJwtWhoseSessionCannotBeReadIsNotRefused() throws Exception {
        List<Tokens> logins = new ArrayList<>();
        List<Tokens> jwts = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            logins.add(login(at(1, "jwt"), "openid"));
            jwts.add(login(at(1), "openid"));
        }
        database.settle();
        // From now on it takes one; a login by password could not bring one.
        JsonNode client = realm.realm().client("jwt");
        String path =
                "/" + realm.realm().name() + "/clients/" + client.get("id").textValue();
        Map<String, ?> change = Map.of("attributes", Map.of("jwt", "true"));
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> realm.realm().admin().put(path, change).status() == 204);
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> at(2, "jwt").refresh(logins.get(0).refresh()).status() == 401);
        Refused refused = new Refused();
        ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int round = 0; round < LOST_CONNECTIONS; round++) {
                int node = 1 + round % 2;
                database.killConnections();
                List<Future<Boolean>> pending = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    String token = logins.get(i).refresh();
                    String jwt = jwts.get(i).access();
                    pending.add(pool.submit(() -> isRefreshed(node, token, jwt, refused)));
                }
                for (Future<Boolean> one : pending) {
                    one.get();
                }
            }
        } finally {
            pool.shutdownNow();
        }
        refused.assertNone();
    }

    private boolean isRefreshed(int node, String token, String jwt, Refused refused) {
        return Awaitility.await()
                .atMost(TIMEOUT)
                .until(
                        () -> {
                            Answer answer = at(node, "jwt").refreshWith("x-user-jwt", jwt, token);
                            refused.note(answer);
                            return answer.status() == 200;
                        },
                        refreshed -> refreshed);
    }

    /** Revoked tokens are rejected as soon as the database is back. */
    @Test
    void aSessionThatHasEndedIsRefused() {
        Tokens ended = login(at(1), "openid");
        Tokens live = login(at(2), "openid");
        Awaitility.await()
                .atMost(TIMEOUT)
                .until(() -> at(2).logout(ended.refresh()).status() < 500);
        database.killConnections();
        Refused refused = new Refused();
        refreshed(1, live, refused);
        refused.assertNone();
        Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
            for (int node = 1; node <= 2; node++) {
                Answer answer = at(node).refresh(ended.refresh());
                assertThat(answer.status()).isEqualTo(400);
                assertThat(answer.text("error")).isEqualTo("invalid_grant");
            }
        });
    }

    private interface Client {

        Tokens refresh(Tokens current);
    }

    private static final class Outage {

        private volatile boolean isOver;
    }

    private static List<Tokens> refreshed(ExecutorService pool, List<Tokens> tokens, Client client) throws Exception {
        List<Future<Tokens>> pending = new ArrayList<>();
        tokens.forEach(current -> pending.add(pool.submit(() -> client.refresh(current))));
        return all(pending);
    }

    private static List<Tokens> all(List<Future<Tokens>> pending) throws Exception {
        List<Tokens> tokens = new ArrayList<>();
        for (Future<Tokens> one : pending) {
            tokens.add(one.get());
        }
        return tokens;
    }

    /** Tries again until there is a successor, beginning at one node, and going on at the next one. */
    private Tokens refreshed(int node, Tokens current, Refused refused) {
        AtomicInteger next = new AtomicInteger(node - 1);
        return Awaitility.await()
                .atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> refresh(1 + next.getAndIncrement() % 2, current, refused), Optional::isPresent)
                .map(Tokens::from)
                .orElseThrow();
    }

    private Optional<Answer> refresh(int node, Tokens current, Refused refused) {
        try {
            Answer answer = at(node).refresh(current.refresh());
            refused.note(answer);
            return Optional.of(answer).filter(one -> one.status() == 200);
        } catch (UncheckedIOException noAnswer) {
            return Optional.empty();
        }
    }

    /** All tokens here are live, so each response is a success or a retryable error. */
    private static final class Refused {

        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        private final Map<String, AtomicInteger> answers = new ConcurrentSkipListMap<>();

        void note(Answer answer) {
            String what = answer.status() + (answer.status() == 200 ? "" : " " + answer.text("error"));
            answers.computeIfAbsent(what, key -> new AtomicInteger()).incrementAndGet();
            if (answer.status() != 200 && answer.status() != 503 && answer.status() != 500) {
                wrong.add(answer.toString());
            }
        }

        void assertNone() {
            System.out.println("Answers: " + answers);
            assertThat(wrong).as("of %s", answers).isEmpty();
        }
    }
}
