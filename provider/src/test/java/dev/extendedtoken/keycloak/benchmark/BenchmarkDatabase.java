package dev.extendedtoken.keycloak.benchmark;

import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.DatabaseServer;
import dev.extendedtoken.keycloak.server.MariaDbServer;
import dev.extendedtoken.keycloak.server.PostgresServer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The database of a benchmark. Each server gets an empty one.
 *
 * @param start empty for the database that Keycloak brings
 */
record BenchmarkDatabase(String name, Optional<Supplier<DatabaseServer>> start) {

    static BenchmarkDatabase named(String name) {
        return new BenchmarkDatabase(
                name,
                switch (name) {
                    case "embedded" -> Optional.empty();
                    case "postgres" -> Optional.of(PostgresServer::start);
                    case "mariadb" -> Optional.of(MariaDbServer::start);
                    default -> throw new IllegalArgumentException("No benchmark has the database " + name);
                });
    }

    /** Whether several nodes can share it. */
    boolean isClustered() {
        return start.isPresent();
    }

    /** Two nodes on a new database. */
    Cluster cluster(String prefix) {
        return Cluster.start(prefix, 2, start.orElseThrow().get());
    }

    /** Options of {@code kc.sh start-dev} for a new database, which ends with this JVM. */
    String[] options() {
        return start.map(Supplier::get).map(BenchmarkDatabase::options).orElse(new String[0]);
    }

    private static String[] options(DatabaseServer server) {
        Runtime.getRuntime().addShutdownHook(new Thread(server::close));
        return new String[] {
            "--db=" + server.vendor(),
            "--db-url=" + server.jdbcUrl(1),
            "--db-username=" + server.user(),
            "--db-password=" + server.password()
        };
    }
}
