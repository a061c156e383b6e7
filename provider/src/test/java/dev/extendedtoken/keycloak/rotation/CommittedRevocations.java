package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a reused token revokes is committed before the error response, over two nodes, also where the transaction of the
 * request itself is rolled back. More rounds: {@code -Drotation.reuse.rounds=100 -Drotation.meeting.rounds=200}.
 */
@Tag("modes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CommittedRevocations {

    private static final int ROUNDS = Integer.getInteger("rotation.reuse.rounds", 4);
    private static final int MEETINGS = Integer.getInteger("rotation.meeting.rounds", 10);

    static final String FAMILY = "family-of-";
    static final String SESSION = "session-of-";

    Cluster cluster;
    RotationRealm realm;

    abstract Cluster startCluster();

    @BeforeAll
    void start() {
        cluster = startCluster();
        RealmFile file = RotationRealm.file("committed-revocations");
        for (int grace : List.of(0, 10)) {
            RotationRealm.profile(file, FAMILY + grace, Map.of("grace-period", grace));
            RotationRealm.profile(
                    file, SESSION + grace, Map.of("grace-period", grace, "reuse-action", "revoke-session"));
            RotationRealm.client(file, FAMILY + grace, FAMILY + grace);
            RotationRealm.client(file, SESSION + grace, SESSION + grace);
        }
        for (int round = 0; round < MEETINGS; round++) {
            RotationRealm.user(file, "user-" + round);
        }
        realm = RotationRealm.create(cluster.node(1), file);
    }

    @AfterAll
    void end() {
        cluster.close();
    }

    RotationClient at(int node, String client) {
        return realm.client(client).at(realm.realm().at(cluster.node(node)));
    }

    @ParameterizedTest
    @CsvSource({
        FAMILY + "0,openid",
        FAMILY + "10,openid",
        SESSION + "0,openid",
        SESSION + "10,openid",
        FAMILY + "0,openid offline_access",
        FAMILY + "10,openid offline_access",
        SESSION + "0,openid offline_access",
        SESSION + "10,openid offline_access"
    })
    void reuseLeavesNoLiveToken(String client, String scope) {
        List<String> wrong = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            int node = 1 + round % 2;
            List<Tokens> family = family(client, scope);
            Answer answer = at(node, client).refresh(family.get(0).refresh());
            if (answer.status() != 400 || !"invalid_grant".equals(answer.text("error"))) {
                wrong.add(round + ": " + answer);
            }
            wrong.addAll(alive(3 - node, client, family));
            if (client.startsWith(SESSION) && hasSession(family.get(0))) {
                wrong.add(round + ": the session");
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Generations made on either node; presenting the first one is reuse. */
    List<Tokens> family(String client, String scope) {
        return family("anna", client, scope);
    }

    private List<Tokens> family(String user, String client, String scope) {
        Tokens first = at(1, client).login(user, scope);
        Tokens second = at(2, client).rotate(first.refresh());
        Tokens last = client.endsWith("10")
                ? at(1, client).supersede(second.refresh())
                : at(1, client).rotate(second.refresh());
        return List.of(first, second, last);
    }

    List<String> alive(int node, String client, List<Tokens> family) {
        RotationClient at = at(node, client);
        List<String> alive = new ArrayList<>();
        for (Tokens tokens : family) {
            if (at.isActiveRefreshToken(tokens.refresh())) {
                alive.add(tokens.refreshId() + " refresh token is active");
            }
            if (at.isActiveAccessToken(tokens.access())
                    || at.userinfo(tokens.access()).status() == 200) {
                alive.add(tokens.accessId() + " access token is active");
            }
        }
        if (at.refresh(family.get(family.size() - 1).refresh()).status() != 400) {
            alive.add(family.get(0).refreshId() + " refreshes");
        }
        return alive;
    }

    boolean hasSession(Tokens tokens) {
        String offline = "Offline".equals(tokens.refreshClaims().get("typ").textValue()) ? "1" : "0";
        return !"0"
                .equals(cluster.query(
                        "SELECT count(*) FROM OFFLINE_USER_SESSION WHERE USER_SESSION_ID = ? AND OFFLINE_FLAG = ?",
                        tokens.sessionId(),
                        offline));
    }

    @ParameterizedTest
    @CsvSource({FAMILY + "0", SESSION + "0"})
    void eachErrorRecordsOneEvent(String client) {
        for (int round = 0; round < 4; round++) {
            List<Tokens> family = family(client, "openid");
            at(1 + round % 2, client).refresh(family.get(round % 2).refresh()).expect(400);
            assertReportedOnce(family);
        }
    }

    void assertReportedOnce(List<Tokens> family) {
        String id = family.get(0).refreshId();
        assertThat(realm.events("REFRESH_TOKEN_ERROR").stream()
                        .filter(event -> id.equals(
                                event.at("/details/refresh_token_family").textValue()))
                        .filter(event -> "refresh_token_reuse"
                                .equals(event.at("/details/reason").textValue())))
                .hasSize(1);
    }

    /** What ends a session while a reused token is presented. */
    enum End {
        LOGOUT {
            @Override
            void run(CommittedRevocations test, int node, String client, Tokens last) {
                // A token whose family has just ended cannot log out any more.
                assertThat(test.at(node, client).logout(last.refresh()).status())
                        .isIn(204, 400);
            }
        },
        REVOCATION {
            @Override
            void run(CommittedRevocations test, int node, String client, Tokens last) {
                test.at(node, client).revoke(last.refresh()).expect(200);
            }
        },
        ADMINISTRATOR_SIGNS_THE_USER_OUT {
            @Override
            void run(CommittedRevocations test, int node, String client, Tokens last) {
                test.at(node, client)
                        .realm()
                        .admin()
                        .post(
                                "/" + test.realm.realm().name() + "/users/"
                                        + last.accessClaims().get("sub").textValue() + "/logout",
                                Map.of())
                        .expect(204);
            }
        };

        abstract void run(CommittedRevocations test, int node, String client, Tokens last);
    }

    @ParameterizedTest
    @EnumSource
    void aConcurrentRevocationLeavesNothing(End end) throws Exception {
        List<String> wrong = new ArrayList<>();
        Map<Integer, Integer> statuses = new TreeMap<>();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < MEETINGS; round++) {
                String client = (round % 4 < 2 ? FAMILY : SESSION) + "0";
                List<Tokens> family = family("user-" + round, client, "openid");
                int node = 1 + round % 2;
                long pause = round % 20 * 250_000L;
                Future<Answer> reuse =
                        pool.submit(() -> at(node, client).refresh(family.get(0).refresh()));
                Future<?> ending = pool.submit(() -> {
                    spin(pause);
                    end.run(this, 3 - node, client, family.get(2));
                });
                ending.get();
                Answer answer = reuse.get();
                statuses.merge(answer.status(), 1, Integer::sum);
                if (answer.status() != 400 && answer.status() != 503) {
                    wrong.add(round + ": " + answer);
                }
                wrong.addAll(alive(node, client, family));
                // No lock is left behind.
                at(3 - node, client).rotate(at(node, client).login().refresh());
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(wrong).as("of %s", statuses).isEmpty();
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** Many concurrent requests present a reused token. Those without a second connection get a retryable error. */
    @Test
    void concurrentReuseRevokesTheFamily() throws ExecutionException, InterruptedException {
        for (String client : List.of(FAMILY + "0", SESSION + "0")) {
            List<Tokens> family = family(client, "openid");
            List<RotationClient> crowd = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                crowd.add(at(1 + i % 2, client));
            }
            List<Integer> statuses = RotationClient.storm(family.get(0).refresh(), crowd).stream()
                    .map(Answer::status)
                    .toList();
            assertThat(statuses).contains(400).allMatch(status -> status == 400 || status == 503);
            assertThat(alive(1, client, family)).isEmpty();
        }
    }
}
