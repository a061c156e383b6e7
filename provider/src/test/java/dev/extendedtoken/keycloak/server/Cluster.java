package dev.extendedtoken.keycloak.server;

import dev.extendedtoken.keycloak.server.NetworkNamespace.Link;
import dev.extendedtoken.keycloak.support.Programs;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Several Keycloaks on one database, all processes of this machine, optimised as in production. They call themselves
 * by one name, so that a token of one node is valid on all; the forms of their pages do not work.
 */
public final class Cluster implements AutoCloseable {

    private final DatabaseServer database;
    private final List<String> options;
    private final URI commonName = URI.create("http://localhost:" + FreePort.next());
    private final List<ClusterNode> nodes = new ArrayList<>();

    private Cluster(DatabaseServer database, String... options) {
        this.database = database;
        this.options = List.of(options);
    }

    /** @param name of the servers' folders and logs, with the number of the node */
    public static Cluster start(String name, int size) {
        return start(name, size, PostgresServer.start());
    }

    /**
     * @param database ends with the cluster
     * @param options further options of {@code kc.sh start}, for each node
     */
    public static Cluster start(String name, int size, DatabaseServer database, String... options) {
        return start(name, size, new Cluster(database, options), UnaryOperator.identity());
    }

    /** Two nodes whose refreshes can be stopped by {@link StalledRefresh}. */
    public static Cluster withStalledRefreshes(String name, DatabaseServer database) {
        return start(name, 2, new Cluster(database), StalledRefresh::installIn);
    }

    private static Cluster start(String name, int size, Cluster cluster, UnaryOperator<KeycloakHome> change) {
        KeycloakHome built = cluster.build(change.apply(
                KeycloakMode.changed(KeycloakHome.fresh(name + "-build").withProvider())));
        for (int i = 1; i <= size; i++) {
            // One after the other: the first makes the tables.
            cluster.add(built.copy(name + "-" + i)).start();
        }
        return cluster;
    }

    /**
     * Two nodes, neither of them started: the first with the previous version of the JAR, the second with the one that
     * was just built.
     */
    public static Cluster withPreviousVersion(String name) {
        Cluster cluster = new Cluster(PostgresServer.start());
        KeycloakHome previous = KeycloakHome.fresh(name + "-previous");
        cluster.add(cluster.build(previous.withFile(BuildOutput.previousJar(), "providers")));
        cluster.add(cluster.build(KeycloakHome.fresh(name + "-current").withProvider()));
        return cluster;
    }

    /** One node for each version of Keycloak, all with the JAR; none of them is started. */
    public static Cluster ofVersions(String name, List<String> versions) {
        Cluster cluster = new Cluster(PostgresServer.start());
        for (String version : versions) {
            cluster.add(cluster.build(
                    KeycloakHome.fresh(name + "-" + version, version).withProvider()));
        }
        return cluster;
    }

    /** Two nodes: the first with the JAR, the second without. */
    public static Cluster withStockNode(String name) {
        Cluster cluster = new Cluster(PostgresServer.start());
        cluster.add(cluster.build(KeycloakHome.fresh(name + "-1").withProvider()))
                .start();
        cluster.add(cluster.build(KeycloakHome.fresh(name + "-2"))).start();
        return cluster;
    }

    /** Two nodes: the first on this machine, the second in the network namespace, whose links can be cut. */
    public static Cluster withNamespace(String name, NetworkNamespace namespace) {
        Cluster cluster = new Cluster(PostgresServer.startAlsoAt(namespace.hostAddress(Link.DATABASE)));
        KeycloakHome built = cluster.build(
                KeycloakMode.changed(KeycloakHome.fresh(name + "-build").withProvider()));
        cluster.add(built.copy(name + "-1"), NodePlace.here(namespace.hostAddress(Link.CLUSTER)))
                .start();
        cluster.add(built.copy(name + "-2"), namespace.place()).start();
        return cluster;
    }

    private ClusterNode add(KeycloakHome home) {
        return add(home, NodePlace.HERE);
    }

    private ClusterNode add(KeycloakHome home, NodePlace place) {
        ClusterNode node = new ClusterNode(home, database, nodes.size() + 1, commonName, options, place);
        nodes.add(node);
        return node;
    }

    private KeycloakHome build(KeycloakHome home) {
        List<String> command = new ArrayList<>(List.of(
                home.launcher(),
                "build",
                "--db=" + database.vendor(),
                "--health-enabled=true",
                "--metrics-enabled=true"));
        KeycloakMode.buildOptions().forEach(command::add);
        ProcessBuilder build = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.log().toFile());
        JavaOptions.set(build);
        if (Programs.run(build) != 0) {
            throw new IllegalStateException("kc.sh build failed, see " + home.log());
        }
        return home;
    }

    /** Whether the nodes share caches, so that one can wait for another. */
    public boolean sharesCaches() {
        return !KeycloakMode.chosen().contains(KeycloakMode.STATELESS);
    }

    /** @param number from 1 */
    public ClusterNode node(int number) {
        return nodes.get(number - 1);
    }

    /** The first column of the first row, as text; null if there is no row. */
    public String query(String sql, String... parameters) {
        try (Connection connection = connect();
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

    public DatabaseServer database() {
        return database;
    }

    /** A connection of one's own, to hold locks with. */
    public Connection connect() {
        return database.connect();
    }

    @Override
    public void close() {
        nodes.forEach(ClusterNode::close);
        database.close();
    }
}
