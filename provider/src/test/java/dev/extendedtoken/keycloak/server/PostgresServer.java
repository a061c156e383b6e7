package dev.extendedtoken.keycloak.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /** By which nodes after the first connect. */
    private final String address;

    private PostgresServer(Path data, String address) {
        this.data = data;
        this.address = address;
    }

    public static PostgresServer start() {
        return startAt("localhost");
    }

    /**
     * For nodes on two networks.
     *
     * @param address another one of this machine, by which nodes after the first connect
     */
    static PostgresServer startAlsoAt(String address) {
        PostgresServer server = startAt(address);
        server.permitAll();
        return server;
    }

    private static PostgresServer startAt(String address) {
        try {
            PostgresServer server = new PostgresServer(Files.createTempDirectory("postgres"), address);
            server.run();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Accepts connections from other addresses than this machine's. */
    private void permitAll() {
        try {
            Files.writeString(
                    data.resolve("pg_hba.conf"), "host all all " + address + "/24 trust\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        query("SELECT pg_reload_conf()");
    }

    private void run() {
        try {
            process = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("max_connections", "300")
                    .setServerConfig("listen_addresses", address.equals("localhost") ? address : "localhost," + address)
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
        return "jdbc:postgresql://" + (node == 1 ? "localhost" : address) + ":" + port + "/postgres";
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
