package dev.extendedtoken.keycloak.fire;

import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.DatabaseServer;
import dev.extendedtoken.keycloak.server.PostgresServer;

/** Two nodes on one PostgreSQL, which the tests of this package share. Their refreshes can be stopped. */
record FireCluster(DatabaseServer database, Cluster nodes, FireRealm realm) implements AutoCloseable {

    static FireCluster start() {
        DatabaseServer database = PostgresServer.start();
        Cluster nodes = Cluster.withStalledRefreshes("fire", database);
        return new FireCluster(database, nodes, FireRealm.create("fire", nodes, 2));
    }

    @Override
    public void close() {
        nodes.close();
    }
}
