package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.DatabaseServer;
import dev.extendedtoken.keycloak.server.PostgresServer;

/** Database failures on PostgreSQL. */
class RotationOnPostgresIT extends DatabaseFailures {

    @Override
    DatabaseServer startDatabase() {
        return PostgresServer.start();
    }

    @Override
    Cluster startCluster(DatabaseServer on) {
        return Cluster.start("rotation-on-postgres", 2, on);
    }
}
