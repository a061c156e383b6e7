package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.fire.FireRealm.Keys;
import dev.extendedtoken.keycloak.rotation.RecordedFamily;
import dev.extendedtoken.keycloak.rotation.RotationClient;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.support.Answer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes that are not alike. {@code mvn -Pmixed verify} fetches the other versions of Keycloak and runs it. */
@Tag("mixed")
class MixedNodesIT {

    /** The oldest and the newest that the JAR is tested on; the older one makes the tables. */
    private static final List<String> VERSIONS = List.of("26.7.0", "26.7.5");

    @Test
    void twoVersionsOfKeycloak() throws Exception {
        try (Cluster cluster = Cluster.ofVersions("mixed-versions", VERSIONS)) {
            cluster.node(1).start();
            cluster.node(2).start();
            FireRealm realm = FireRealm.create("mixed-versions", cluster, 2);
            Keys keys = realm.keys();
            List<RecordedFamily> families;
            try (Storm storm = realm.storm("mixed-versions", 8)) {
                storm.awaitRefreshes(30);
                cluster.node(1).close();
                storm.awaitRefreshes(3);
                cluster.node(1).start();
                storm.awaitRefreshes(10);
                families = storm.end();
            }
            Storm.assertNobodySignedOut(families);
            families.forEach(family -> family.assertReuseEndsIt(realm.client(1)));
            families.forEach(RecordedFamily::assertOneLiveToken);
            assertThat(realm.wrong(keys)).isEmpty();
        }
    }

    /**
     * The JAR is on one node only, by a mistake. The other node has no executor of that name, issues nothing to the clients of
     * the policy, and changes nothing.
     */
    @Test
    void aNodeWithoutTheJar() {
        try (Cluster cluster = Cluster.withStockNode("mixed-stock")) {
            FireRealm realm = FireRealm.create("mixed-stock", cluster, 2);
            RotationClient with = realm.client(1);
            RotationClient without = realm.client(2);
            Tokens first = with.login();
            Tokens second = with.rotate(first.refresh());
            for (Tokens tokens : List.of(first, second)) {
                Answer answer = without.refresh(tokens.refresh());
                assertThat(answer.status()).as(answer.toString()).isNotEqualTo(200);
            }
            assertThat(with.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            Tokens third = with.rotate(second.refresh());
            assertThat(third.refreshId()).isEqualTo(first.refreshId() + ".3");
            Tokens last = with.supersede(third.refresh());
            assertThat(with.refresh(first.refresh()).status()).isEqualTo(400);
            assertThat(with.refresh(last.refresh()).status()).isEqualTo(400);
            assertThat(without.refresh(last.refresh()).status()).isNotEqualTo(200);
        }
    }
}
