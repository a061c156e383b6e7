package dev.extendedtoken.keycloak.server;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Several Keycloaks on one PostgreSQL, all processes of this machine, optimised as in production. They call themselves
 * by one name, so that a token of one is good at all; forms of their pages lead nowhere.
 */
public final class Cluster implements AutoCloseable {

    /** PostgreSQL's default; with {@code repeatable read} it stands for MySQL and MariaDB. */
    private static final String ISOLATION = System.getProperty("cluster.isolation", "read committed");

    private final EmbeddedPostgres postgres;
    private final URI commonName = URI.create("http://localhost:" + FreePort.next());
    private final List<ClusterNode> nodes = new ArrayList<>();

    private Cluster(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** @param name of the servers' folders and logs, with the number of the node */
    public static Cluster start(String name, int size) {
        try {
            Cluster cluster = onFreshDatabase();
            KeycloakHome built = build(KeycloakHome.fresh(name + "-build").withProvider());
            for (int i = 1; i <= size; i++) {
                // One after the other: the first makes the tables.
                cluster.add(built.copy(name + "-" + i)).start();
            }
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL", e);
        }
    }

    /**
     * Two nodes, neither of them started: the first with the previous version of the JAR, the second with the one that
     * was just built.
     */
    public static Cluster withPreviousVersion(String name) {
        try {
            Cluster cluster = onFreshDatabase();
            KeycloakHome previous = KeycloakHome.fresh(name + "-previous");
            cluster.add(build(previous.withFile(BuildOutput.previousJar(), "providers")));
            cluster.add(build(KeycloakHome.fresh(name + "-current").withProvider()));
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start PostgreSQL", e);
        }
    }

    private static Cluster onFreshDatabase() throws IOException {
        return new Cluster(EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "300")
                // It goes through a shell.
                .setServerConfig("default_transaction_isolation", ISOLATION.replace(" ", "\\ "))
                .start());
    }

    private ClusterNode add(KeycloakHome home) {
        ClusterNode node = new ClusterNode(home, databaseUrl(), commonName);
        nodes.add(node);
        return node;
    }

    private static KeycloakHome build(KeycloakHome home) throws IOException {
        Process build = new ProcessBuilder(
                        home.launcher(), "build", "--db=postgres", "--health-enabled=true", "--metrics-enabled=true")
                .redirectErrorStream(true)
                .redirectOutput(home.log().toFile())
                .start();
        try {
            if (build.waitFor() != 0) {
                throw new IllegalStateException("kc.sh build failed, see " + home.log());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return home;
    }

    private String databaseUrl() {
        return postgres.getJdbcUrl("postgres", "postgres");
    }

    /** @param number from 1 */
    public ClusterNode node(int number) {
        return nodes.get(number - 1);
    }

    /** The first column of the first row, as text; null if there is no row. */
    public String query(String sql, String... parameters) {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A connection of one's own, to hold locks with. */
    public Connection connect() {
        try {
            return postgres.getPostgresDatabase().getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(ClusterNode::close);
        try {
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
