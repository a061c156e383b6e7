package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.server.DatabaseServer;
import dev.extendedtoken.keycloak.server.PostgresServer;

class RotationOnPostgresIT extends DatabaseFailures {

    @Override
    DatabaseServer startDatabase() {
        return PostgresServer.start();
    }
}
