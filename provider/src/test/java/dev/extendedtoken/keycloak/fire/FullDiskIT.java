package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.fire.FireRealm.Keys;
import dev.extendedtoken.keycloak.rotation.RecordedFamily;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.PostgresServer;
import dev.extendedtoken.keycloak.server.SmallDisk;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The disk of PostgreSQL is full in a storm of refreshes, until somebody makes room and starts it again. PostgreSQL may lose what
 * Keycloak has committed without waiting for the disk: the model does not know that. As root on Linux: {@code mvn -Proot
 * verify}.
 */
@Tag("root")
class FullDiskIT {

    private static final int MEGABYTES = 256;
    private static final Duration FAILURE = Duration.ofMinutes(4);
    private static final Duration SETTLED = Duration.ofMinutes(2);

    @Test
    void isSurvived() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(MEGABYTES)) {
            PostgresServer database = PostgresServer.startIn(disk.folder());
            try (Cluster cluster = Cluster.start("full-disk", 2, database)) {
                FireRealm realm = FireRealm.create("full-disk", cluster, 2);
                Keys keys = realm.keys();
                List<RecordedFamily> families;
                try (Storm storm = realm.storm("full-disk", 8)) {
                    storm.awaitRefreshes(10);
                    disk.fill();
                    Awaitility.await().atMost(FAILURE).until(() -> !database.isAlive());
                    Storm.pass(Duration.ofSeconds(5));
                    disk.free();
                    database.restart();
                    storm.awaitRefreshes(3);
                    families = storm.end();
                }
                Storm.assertNobodySignedOut(families);
                Awaitility.await().atMost(SETTLED).until(() -> database.waitingTransactions() == 0);
                families.forEach(family -> family.assertReuseEndsIt(realm.client(1)));
                Awaitility.await().atMost(SETTLED).untilAsserted(() -> assertThat(realm.wrong(keys))
                        .isEmpty());
            }
        }
    }
}
