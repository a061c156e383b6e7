package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.fire.FireRealm.Keys;
import dev.extendedtoken.keycloak.rotation.RecordedFamily;
import dev.extendedtoken.keycloak.server.DatabaseServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The PostgreSQL of two nodes fails in a storm of refreshes: nobody is signed out, no family forks, what was revoked stays
 * revoked, and nothing is left behind. {@code -Dfire=long}, {@code -Dfire.rounds=20}.
 */
@FireTest
class DatabaseFaultsIT {

    private static final int CLIENTS = Integer.getInteger("fire.clients", 8);

    /** For connections to end whose client has gone. */
    private static final Duration SETTLED = Duration.ofMinutes(2);

    enum Fault {
        /** PostgreSQL loses what Keycloak has committed without waiting for the disk: the model does not know that. */
        KILLED(1, 10) {
            @Override
            void strike(DatabaseServer database) {
                database.kill();
                database.restart();
            }
        },
        CONNECTIONS_CUT(0, 20) {
            @Override
            void strike(DatabaseServer database) {
                database.killConnections();
            }
        },
        FROZEN(1, 2) {
            @Override
            void strike(DatabaseServer database) {
                frozenFor(database, Duration.ofSeconds(20));
            }
        },
        FROZEN_LONGER(0, 1) {
            @Override
            void strike(DatabaseServer database) {
                frozenFor(database, Duration.ofSeconds(90));
            }
        },
        STOPPED(0, 5) {
            @Override
            void strike(DatabaseServer database) {
                database.stop();
                Storm.pass(Duration.ofSeconds(2));
                database.restart();
            }
        };

        private final int rounds;

        Fault(int inShortForm, int inLongForm) {
            this.rounds = Form.rounds(inShortForm, inLongForm);
        }

        abstract void strike(DatabaseServer database);

        private static void frozenFor(DatabaseServer database, Duration time) {
            try {
                database.freeze();
                Storm.pass(time);
            } finally {
                database.resume();
            }
        }
    }

    /** Some are left to the long form; each build cuts connections in {@code RotationOnPostgresIT}. */
    static Stream<Fault> faults() {
        return Arrays.stream(Fault.values()).filter(fault -> fault.rounds > 0);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isSurvived(Fault fault, FireCluster cluster) throws Exception {
        FireRealm realm = cluster.realm();
        DatabaseServer database = cluster.database();
        Keys keys = realm.keys();
        database.settle();
        for (int round = 0; round < fault.rounds; round++) {
            List<RecordedFamily> families;
            try (Storm storm = realm.storm("database-" + fault + "-" + round, CLIENTS)) {
                storm.awaitRefreshes(10);
                database.settle();
                fault.strike(database);
                storm.awaitRefreshes(3);
                families = storm.end();
            }
            Storm.assertNobodySignedOut(families);
            Awaitility.await().atMost(SETTLED).until(() -> database.waitingTransactions() == 0);
            families.forEach(family -> family.assertReuseEndsIt(realm.client(1)));
            if (fault != Fault.KILLED) {
                families.forEach(RecordedFamily::assertOneLiveToken);
            }
            Awaitility.await().atMost(SETTLED).untilAsserted(() -> assertThat(realm.wrong(keys))
                    .isEmpty());
        }
    }
}
