package dev.extendedtoken.keycloak.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** PostgreSQL from Maven Central. */
public final class PostgresServer implements DatabaseServer {

    /** PostgreSQL's default; with {@code repeatable read} it stands for MySQL and MariaDB. */
    private static final String ISOLATION = System.getProperty("cluster.isolation", "read committed");

    private final Path data;
    private final int port = FreePort.next();
    private EmbeddedPostgres process;

    private PostgresServer(Path data) {
        this.data = data;
    }

    public static PostgresServer start() {
        try {
            PostgresServer server = new PostgresServer(Files.createTempDirectory("postgres"));
            server.run();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        try {
            process = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("max_connections", "300")
                    // It goes through a shell.
                    .setServerConfig("default_transaction_isolation", ISOLATION.replace(" ", "\\ "))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL", e);
        }
    }

    @Override
    public String vendor() {
        return "postgres";
    }

    @Override
    public String jdbcUrl(int node) {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    @Override
    public String user() {
        return "postgres";
    }

    @Override
    public String password() {
        return "postgres";
    }

    @Override
    public void kill() {
        new ProcessTree(postmaster()).kill();
    }

    @Override
    public void freeze() {
        new ProcessTree(postmaster()).freeze();
    }

    @Override
    public void resume() {
        new ProcessTree(postmaster()).resume();
    }

    @Override
    public void stop() {
        end();
    }

    @Override
    public int waitingTransactions() {
        return Integer.parseInt(query("SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                + " AND (wait_event_type = 'Lock' OR state LIKE 'idle in transaction%')"));
    }

    private ProcessHandle postmaster() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0));
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void restart() {
        end();
        run();
    }

    @Override
    public void killConnections() {
        execute(List.of("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"));
    }

    /** Keycloak's commits of sessions are asynchronous there. */
    @Override
    public void settle() {
        String committed = query("SELECT pg_current_wal_insert_lsn()");
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> "t"
                .equals(query("SELECT pg_current_wal_flush_lsn() >= '" + committed + "'::pg_lsn")));
    }

    private String query(String sql) {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void end() {
        try {
            process.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end();
        TemporaryFolder.delete(data);
    }
}
