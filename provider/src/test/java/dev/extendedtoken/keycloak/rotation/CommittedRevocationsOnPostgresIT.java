package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.PostgresServer;
import dev.extendedtoken.keycloak.support.Answer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Committed revocations on PostgreSQL, with checks of its locks and transactions. */
class CommittedRevocationsOnPostgresIT extends CommittedRevocations {

    /** So many connections a node has. */
    private static final int POOL = 5;

    private static final String WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";

    @Override
    Cluster startCluster() {
        return Cluster.start("committed-revocations", 2, PostgresServer.start(), "--db-pool-max-size=" + POOL);
    }

    /** While the end of the family waits for a row, the request that waits for it has none of those that it writes. */
    @Test
    void theRequestsTransactionHasWrittenNothing() throws Exception {
        for (String client : List.of(FAMILY + "0", SESSION + "0")) {
            List<Tokens> family = family(client, "openid");
            ExecutorService pool = Executors.newSingleThreadExecutor();
            try (Connection mine = cluster.connect()) {
                lock(mine, "offline_client_session", family.get(0));
                Future<Answer> reuse =
                        pool.submit(() -> at(1, client).refresh(family.get(0).refresh()));
                waitForWantedLocks(1);
                assertThat(written(pid(mine))).isEqualTo("0");
                mine.rollback();
                assertThat(reuse.get().status()).isEqualTo(400);
            } finally {
                pool.shutdownNow();
            }
            assertThat(alive(2, client, family)).isEmpty();
        }
    }

    /** Tables that other transactions have written to, or locked rows of, but for the one that waits, and one's own. */
    private String written(String pid) {
        return cluster.query("SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
                + " JOIN pg_class c ON c.oid = l.relation"
                + " WHERE l.mode IN ('RowShareLock', 'RowExclusiveLock') AND a.state LIKE 'idle in transaction%'"
                + " AND a.pid <> " + pid
                + " AND c.relname IN ('offline_client_session', 'offline_user_session', 'revoked_token')");
    }

    private static String pid(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pg_backend_pid()")) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** The family is alive then: that the token was reused is found out again by the next request. */
    @Test
    void aFailedFamilyRevocationIsARetryableError() throws SQLException {
        for (String client : List.of(FAMILY + "0", SESSION + "0")) {
            List<Tokens> family = family(client, "openid");
            Answer answer = whileUnwritable("offline_client_session", client, family);
            isRetryable(answer);
            Tokens fourth = at(2, client).rotate(family.get(2).refresh());
            at(2, client).refresh(family.get(0).refresh()).expect(400);
            assertReportedOnce(family);
            assertThat(alive(
                            1,
                            client,
                            Stream.concat(family.stream(), Stream.of(fourth)).toList()))
                    .isEmpty();
        }
    }

    /** The end of the family is committed first. */
    @Test
    void aFailedSessionRevocationLeavesTheFamilyRevoked() throws SQLException {
        String client = SESSION + "0";
        List<Tokens> family = family(client, "openid");
        Answer answer = whileUnwritable("offline_user_session", client, family);
        isRetryable(answer);
        assertReportedOnce(family);
        assertThat(alive(2, client, family)).isEmpty();
    }

    /** Presents the first token, while the database refuses to change or delete the row of its session. */
    private Answer whileUnwritable(String table, String client, List<Tokens> family) throws SQLException {
        try (Connection mine = cluster.connect();
                Statement statement = mine.createStatement()) {
            statement.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION 'refused'; END $$");
            statement.execute("CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON " + table
                    + " FOR EACH ROW WHEN (OLD.user_session_id = '"
                    + family.get(0).sessionId()
                    + "') EXECUTE FUNCTION refuse()");
            try {
                return at(1, client).refresh(family.get(0).refresh());
            } finally {
                statement.execute("DROP FUNCTION refuse CASCADE");
            }
        }
    }

    /** The revocation needs further connections; here none is left. */
    @Test
    void anExhaustedConnectionPoolIsARetryableError() throws Exception {
        String client = SESSION + "10";
        List<Tokens> family = family(client, "openid");
        Answer answer = whileOnlyOneConnectionIsLeft(
                client, () -> at(1, client).refresh(family.get(0).refresh()));
        isRetryable(answer);
        at(1, client).refresh(family.get(0).refresh()).expect(400);
        assertThat(alive(2, client, family)).isEmpty();
    }

    /** Refreshes that wait for their rows hold the others. */
    private <T> T whileOnlyOneConnectionIsLeft(String client, Callable<T> request) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(POOL);
        List<Future<Answer>> waiting = new ArrayList<>();
        List<Connection> locks = new ArrayList<>();
        try {
            for (int i = 1; i < POOL; i++) {
                Tokens other = at(1, client).login();
                Connection lock = cluster.connect();
                locks.add(lock);
                lock(lock, "offline_client_session", other);
                waiting.add(pool.submit(() -> at(1, client).refresh(other.refresh())));
                waitForWantedLocks(i);
            }
            return request.call();
        } finally {
            for (Connection lock : locks) {
                lock.close();
            }
            for (Future<Answer> other : waiting) {
                other.get().expect(200);
            }
            pool.shutdownNow();
        }
    }

    private static void isRetryable(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.text("error")).isEqualTo("temporarily_unavailable");
    }

    private static void lock(Connection connection, String table, Tokens tokens) throws SQLException {
        connection.setAutoCommit(false);
        try (var lock =
                connection.prepareStatement("SELECT 1 FROM " + table + " WHERE user_session_id = ? FOR UPDATE")) {
            lock.setString(1, tokens.sessionId());
            assertThat(lock.executeQuery().next()).isTrue();
        }
    }

    private void waitForWantedLocks(int number) {
        Awaitility.await().until(() -> Integer.parseInt(cluster.query(WAITING)) >= number);
    }
}
