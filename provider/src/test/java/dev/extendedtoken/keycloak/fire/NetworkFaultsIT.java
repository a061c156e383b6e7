package dev.extendedtoken.keycloak.fire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.fire.FireRealm.Keys;
import dev.extendedtoken.keycloak.rotation.RecordedFamily;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.NetworkNamespace;
import dev.extendedtoken.keycloak.server.NetworkNamespace.Link;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One of two nodes is cut off from the other one and not from the database, or the other way round, in a storm of refreshes.
 * As root on Linux: {@code mvn -Proot verify}.
 */
@Tag("root")
class NetworkFaultsIT {

    private static final int CLIENTS = Integer.getInteger("fire.clients", 8);
    private static final int ROUNDS = Integer.getInteger("fire.rounds", 1);
    private static final Duration SETTLED = Duration.ofMinutes(2);

    private static NetworkNamespace network;
    private static Cluster cluster;
    private static FireRealm realm;

    @BeforeAll
    static void start() {
        network = NetworkNamespace.create();
        cluster = Cluster.withNamespace("network", network);
        realm = FireRealm.create("network", cluster, 2);
    }

    @AfterAll
    static void end() {
        cluster.close();
        network.close();
    }

    /** Shorter and longer than the nodes wait for each other; the database notices nothing in either. */
    @ParameterizedTest
    @CsvSource({"DATABASE, 20", "CLUSTER, 20", "CLUSTER, 90"})
    void aCutLinkIsSurvived(Link link, int seconds) throws Exception {
        Keys keys = realm.keys();
        for (int round = 0; round < ROUNDS; round++) {
            List<RecordedFamily> families;
            try (Storm storm = realm.storm("network-" + link + "-" + seconds + "-" + round, CLIENTS)) {
                storm.awaitRefreshes(10);
                try {
                    network.cut(link);
                    Storm.pass(Duration.ofSeconds(seconds));
                } finally {
                    network.mend(link);
                }
                storm.awaitRefreshes(3);
                families = storm.end();
            }
            Storm.assertNobodySignedOut(families);
            Awaitility.await().atMost(SETTLED).until(() -> cluster.database().waitingTransactions() == 0);
            families.forEach(family -> family.assertReuseEndsIt(realm.client(1)));
            families.forEach(RecordedFamily::assertOneLiveToken);
            Awaitility.await().atMost(SETTLED).untilAsserted(() -> assertThat(realm.wrong(keys))
                    .isEmpty());
        }
    }

    /** The nodes still wait for each other: the revocation is not confirmed. Done again, it counts at both. */
    @Test
    void aKeyIsRevokedWhileTheNodesWaitForEachOther() {
        ApiKeys keys = ApiKeys.forRealm(realm.at(1));
        Key key = keys.issue("keyed");
        Answer unconfirmed;
        try {
            network.cut(Link.CLUSTER);
            Storm.pass(Duration.ofSeconds(5));
            unconfirmed = keys.revoke("keyed", key.id());
        } finally {
            network.mend(Link.CLUSTER);
        }
        assertThat(unconfirmed.status()).as(unconfirmed.toString()).isEqualTo(503);
        assertThat(unconfirmed.toString()).contains("list the keys, and try again");
        Awaitility.await()
                .atMost(SETTLED)
                .until(() -> keys.revoke("keyed", key.id()).status() == 204);
        assertEndedAtBoth(key);
    }

    /** The nodes go on without each other: the revocation counts at one node at once, and at both when they have met again. */
    @Test
    void aKeyIsRevokedWhileTheNodesAreSeparated() {
        ApiKeys keys = ApiKeys.forRealm(realm.at(1));
        Key key = keys.issue("keyed");
        assertThat(realm.withKey(2, key).status()).isEqualTo(200);
        try {
            network.cut(Link.CLUSTER);
            Storm.pass(Duration.ofSeconds(90));
            keys.revoke("keyed", key.id()).expect(204);
            assertThat(realm.withKey(1, key).status()).isEqualTo(401);
        } finally {
            network.mend(Link.CLUSTER);
        }
        assertEndedAtBoth(key);
    }

    private static void assertEndedAtBoth(Key key) {
        for (int node = 1; node <= 2; node++) {
            int at = node;
            Awaitility.await()
                    .atMost(SETTLED)
                    .until(() -> realm.withKey(at, key).status() == 401);
        }
    }
}
