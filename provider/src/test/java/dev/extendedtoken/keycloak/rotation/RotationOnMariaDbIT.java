package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.server.DatabaseServer;
import dev.extendedtoken.keycloak.server.MariaDbServer;
import dev.extendedtoken.keycloak.support.RequiresProgram;

/** One node reads repeatably, as MariaDB does unless told not to, the other what is committed. */
@RequiresProgram("mariadbd")
class RotationOnMariaDbIT extends DatabaseFailures {

    @Override
    DatabaseServer startDatabase() {
        return MariaDbServer.start();
    }
}
