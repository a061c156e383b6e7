package dev.extendedtoken.keycloak.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The database of the servers that test classes share. {@code -Dkeycloak.database=postgres} and {@code mariadb} start one for
 * each server, at the isolation level that {@code -Dcluster.isolation} names. With {@code -Dkeycloak.database.url}, which is
 * for one server at a time, Keycloak is given that address, {@code keycloak} as the name and the value of {@code
 * -Dkeycloak.database.password}. Without any, the database is in memory.
 */
final class ServerDatabase implements AutoCloseable {

    private static final String VENDOR = System.getProperty("keycloak.database", "");
    private static final String URL = System.getProperty("keycloak.database.url", "");

    private final List<String> arguments;
    private final Optional<DatabaseServer> started;

    private ServerDatabase(List<String> arguments, Optional<DatabaseServer> started) {
        this.arguments = arguments;
        this.started = started;
    }

    static ServerDatabase start() {
        if (VENDOR.isEmpty()) {
            return new ServerDatabase(List.of("--db=dev-mem"), Optional.empty());
        }
        if (!URL.isEmpty()) {
            return new ServerDatabase(
                    arguments(VENDOR, URL, "keycloak", System.getProperty("keycloak.database.password", "")),
                    Optional.empty());
        }
        DatabaseServer server =
                switch (VENDOR) {
                    case "postgres" -> PostgresServer.start();
                    case "mariadb" -> MariaDbServer.start();
                    default ->
                        throw new IllegalArgumentException("-Dkeycloak.database=" + VENDOR
                                + ": use 'postgres' or 'mariadb', or name -Dkeycloak.database.url, too");
                };
        return new ServerDatabase(
                arguments(server.vendor(), server.jdbcUrl(1), server.user(), server.password()), Optional.of(server));
    }

    private static List<String> arguments(String vendor, String url, String user, String password) {
        return List.of("--db=" + vendor, "--db-url=" + url, "--db-username=" + user, "--db-password=" + password);
    }

    /** A JDBC driver that Keycloak does not bring, as for Oracle: {@code -Dkeycloak.database.driver}. */
    static Optional<Path> driver() {
        return Optional.ofNullable(System.getProperty("keycloak.database.driver"))
                .map(Path::of);
    }

    /** Of {@code kc.sh start-dev}. */
    List<String> arguments() {
        return arguments;
    }

    @Override
    public void close() {
        started.ifPresent(DatabaseServer::close);
    }
}
