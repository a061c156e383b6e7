package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.fire.FireRealm.Keys;
import dev.extendedtoken.keycloak.rotation.RecordedFamily;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.ClusterNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One of two nodes fails in a storm of refreshes. {@code -Dfire=long}, {@code -Dfire.rounds=20}, {@code -Dfire.clients=40}.
 */
@FireTest
class NodeFaultsIT {

    private static final int CLIENTS = Integer.getInteger("fire.clients", 8);

    enum Fault {
        /** Longer than a lease, so that the other node takes over what the frozen one has begun. */
        FROZEN(1, 5) {
            @Override
            void strike(Cluster cluster) {
                frozenFor(cluster.node(2), Duration.ofSeconds(13));
            }
        },
        /** Longer than the cluster waits for a node. */
        FROZEN_LONGER(0, 3) {
            @Override
            void strike(Cluster cluster) {
                frozenFor(cluster.node(2), Duration.ofSeconds(60));
            }
        },
        /** Each build has that in RotationClusterIT. */
        KILLED(0, 5) {
            @Override
            void strike(Cluster cluster) {
                cluster.node(2).kill();
                cluster.node(2).start();
            }
        },
        RESTARTED_IN_TURN(0, 3) {
            @Override
            void strike(Cluster cluster) {
                for (int number = 2; number >= 1; number--) {
                    ClusterNode node = cluster.node(number);
                    node.close();
                    node.start();
                }
            }
        };

        private final int rounds;

        Fault(int inShortForm, int inLongForm) {
            this.rounds = Form.rounds(inShortForm, inLongForm);
        }

        abstract void strike(Cluster cluster);

        private static void frozenFor(ClusterNode node, Duration time) {
            try {
                node.freeze();
                Storm.pass(time);
            } finally {
                node.resume();
            }
        }
    }

    /** Some are left to the long form. */
    static Stream<Fault> faults() {
        return Arrays.stream(Fault.values()).filter(fault -> fault.rounds > 0);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isSurvived(Fault fault, FireCluster cluster) throws Exception {
        FireRealm realm = cluster.realm();
        Keys keys = realm.keys();
        for (int round = 0; round < fault.rounds; round++) {
            List<RecordedFamily> families;
            try (Storm storm = realm.storm("node-" + fault + "-" + round, CLIENTS)) {
                storm.awaitRefreshes(10);
                fault.strike(cluster.nodes());
                storm.awaitRefreshes(3);
                families = storm.end();
            }
            Storm.assertNobodySignedOut(families);
            families.forEach(family -> family.assertReuseEndsIt(realm.client(1)));
            families.forEach(RecordedFamily::assertOneLiveToken);
            assertThat(realm.wrong(keys)).isEmpty();
        }
    }
}
