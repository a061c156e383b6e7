package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.DatabaseServer;
import dev.extendedtoken.keycloak.server.MariaDbServer;
import dev.extendedtoken.keycloak.support.RequiresProgram;

/** Database failures on MariaDB. One node uses repeatable read, MariaDB's default, the other read committed. */
@RequiresProgram("mariadbd")
class RotationOnMariaDbIT extends DatabaseFailures {

    @Override
    DatabaseServer startDatabase() {
        return MariaDbServer.start();
    }

    /** The caches hold almost nothing, so that a refresh reads from the database. */
    @Override
    Cluster startCluster(DatabaseServer on) {
        return Cluster.start(
                "rotation-on-mariadb",
                2,
                on,
                "--cache-embedded-users-max-count=1",
                "--cache-embedded-sessions-max-count=1",
                "--cache-embedded-client-sessions-max-count=1",
                "--cache-embedded-offline-sessions-max-count=1",
                "--cache-embedded-offline-client-sessions-max-count=1");
    }
}
