package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * The MariaDB that is installed on this machine. Nodes with odd numbers read repeatably, which is its default, those with
 * even ones what is committed; with {@code -Dcluster.isolation}, all read as that says.
 */
public final class MariaDbServer implements DatabaseServer {

    /** The account that Debian's package makes; the server does not run as root. */
    private static final String ACCOUNT = "mysql";

    private static final Optional<String> ISOLATION = Optional.ofNullable(System.getProperty("cluster.isolation"))
            .map(level -> level.toUpperCase(Locale.ROOT).replace(' ', '_'));

    private final Path folder;
    private final int port = FreePort.next();
    private Process process;

    private MariaDbServer(Path folder) {
        this.folder = folder;
    }

    public static MariaDbServer start() {
        try {
            Path folder = Files.createTempDirectory("mariadb");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            MariaDbServer server = new MariaDbServer(folder);
            server.install();
            server.run();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start MariaDB", e);
        }
    }

    private void install() throws IOException {
        Files.writeString(
                folder.resolve("init.sql"),
                "CREATE DATABASE IF NOT EXISTS keycloak CHARACTER SET utf8mb4;\n"
                        + "CREATE USER IF NOT EXISTS keycloak@'%' IDENTIFIED BY 'keycloak';\n"
                        + "GRANT ALL ON *.* TO keycloak@'%';\n");
        Process install = command(
                        "mariadb-install-db",
                        "--no-defaults",
                        "--auth-root-authentication-method=normal",
                        "--skip-test-db")
                .start();
        try {
            if (install.waitFor() != 0) {
                throw new IllegalStateException("mariadb-install-db failed, see " + log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void run() {
        try {
            process = command(
                            "mariadbd",
                            "--no-defaults",
                            "--init-file=" + folder.resolve("init.sql"),
                            "--socket=" + folder.resolve("data/socket"),
                            "--pid-file=" + folder.resolve("data/pid"),
                            "--bind-address=127.0.0.1",
                            "--port=" + port,
                            "--skip-name-resolve",
                            "--max-connections=300")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        Awaitility.await("MariaDB with its log in " + log())
                .atMost(Duration.ofMinutes(1))
                .failFast("MariaDB ended, see " + log(), () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> {
                    try (Connection connection = DriverManager.getConnection(jdbcUrl(1), user(), password())) {
                        return connection.isValid(1);
                    }
                });
    }

    private ProcessBuilder command(String program, String... options) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(options));
        command.add("--datadir=" + folder.resolve("data"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=" + ACCOUNT);
        }
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    }

    private Path log() {
        return folder.resolve("log");
    }

    @Override
    public String vendor() {
        return "mariadb";
    }

    @Override
    public String jdbcUrl(int node) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/keycloak?transactionIsolation="
                + ISOLATION.orElse(node % 2 == 0 ? "READ_COMMITTED" : "REPEATABLE_READ");
    }

    @Override
    public String user() {
        return "keycloak";
    }

    @Override
    public String password() {
        return "keycloak";
    }

    @Override
    public void kill() {
        new ProcessTree(process).kill();
    }

    @Override
    public void restart() {
        run();
    }

    @Override
    public void freeze() {
        new ProcessTree(process).freeze();
    }

    @Override
    public void resume() {
        new ProcessTree(process).resume();
    }

    @Override
    public void stop() {
        new ProcessTree(process).end();
    }

    /** A transaction that has begun and does nothing has no statement. */
    @Override
    public int waitingTransactions() {
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM information_schema.innodb_trx"
                        + " WHERE trx_mysql_thread_id <> CONNECTION_ID()"
                        + " AND (trx_state = 'LOCK WAIT' OR trx_query IS NULL)")) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void killConnections() {
        List<String> kill = new ArrayList<>();
        try (Connection connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT id FROM information_schema.processlist"
                        + " WHERE user = 'keycloak' AND id <> CONNECTION_ID()")) {
            while (rows.next()) {
                kill.add("KILL " + rows.getLong(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        kill.forEach(this::killIfConnected);
    }

    /** The connection may have ended by itself. */
    private void killIfConnected(String kill) {
        try (Connection connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(kill);
        } catch (SQLException gone) {
            // As it was meant to be.
        }
    }

    /** Commits are synchronous. */
    @Override
    public void settle() {}

    @Override
    public void close() {
        new ProcessTree(process).end();
        TemporaryFolder.delete(folder);
    }
}
