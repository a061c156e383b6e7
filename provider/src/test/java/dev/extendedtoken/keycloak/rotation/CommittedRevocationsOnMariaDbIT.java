package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.MariaDbServer;
import dev.extendedtoken.keycloak.support.RequiresProgram;

/** Committed revocations on MariaDB. One node uses repeatable read, the other read committed. */
@RequiresProgram("mariadbd")
class CommittedRevocationsOnMariaDbIT extends CommittedRevocations {

    @Override
    Cluster startCluster() {
        return Cluster.start("committed-revocations-mariadb", 2, MariaDbServer.start());
    }
}
