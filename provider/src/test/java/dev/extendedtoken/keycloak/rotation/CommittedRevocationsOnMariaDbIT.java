package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.MariaDbServer;
import dev.extendedtoken.keycloak.support.RequiresProgram;

/** One node reads repeatably, the other what is committed. */
@RequiresProgram("mariadbd")
class CommittedRevocationsOnMariaDbIT extends CommittedRevocations {

    @Override
    Cluster startCluster() {
        return Cluster.start("committed-revocations-mariadb", 2, MariaDbServer.start());
    }
}
