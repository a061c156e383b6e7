package dev.extendedtoken.keycloak.fire;

import dev.extendedtoken.keycloak.rotation.RotationClient;
import dev.extendedtoken.keycloak.rotation.RotationRealm;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A realm on the nodes of a cluster, with a client that rotates and one that needs an API key. */
final class FireRealm {

    static final int GRACE_PERIOD = 300;

    /** A client does not wait longer for a response; then it asks the next node. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final RotationRealm realm;
    private final int nodes;

    private FireRealm(Cluster cluster, int nodes, RotationRealm realm) {
        this.cluster = cluster;
        this.nodes = nodes;
        this.realm = realm;
    }

    static FireRealm create(String name, Cluster cluster, int nodes) {
        RealmFile file = RotationRealm.file(name).with("eventsEnabled", false);
        file.apiKeysForMarkedClients();
        RotationRealm.profile(file, "long", Map.of("grace-period", GRACE_PERIOD));
        RotationRealm.client(file, "long", "long");
        RotationRealm.client(file, "keyed", "none", Map.of("needs-key", "true"));
        return new FireRealm(cluster, nodes, RotationRealm.create(cluster.node(1), file));
    }

    TestRealm at(int node) {
        return realm.realm().at(cluster.node(node));
    }

    /** The client at one node; it waits for its responses. */
    RotationClient client(int node) {
        return realm.client("long").at(at(node));
    }

    /** The client at each node; it gives up early. */
    List<RotationClient> impatientClients() {
        Http http = Http.client(PATIENCE);
        return IntStream.rangeClosed(1, nodes)
                .mapToObj(node -> client(node).by(http))
                .toList();
    }

    Storm storm(String name, int clients) {
        return Storm.begin(name, impatientClients(), clients, GRACE_PERIOD);
    }

    /** One key that is good, and one that has been revoked. */
    record Keys(Key good, Key revoked) {}

    Keys keys() {
        ApiKeys keys = ApiKeys.forRealm(at(1));
        Key good = keys.issue("keyed");
        Key revoked = keys.issue("keyed");
        keys.revoke("keyed", revoked.id()).expect(204);
        return new Keys(good, revoked);
    }

    /** What is wrong with the keys at any node. */
    List<String> wrong(Keys keys) {
        List<String> wrong = new ArrayList<>();
        for (int node = 1; node <= nodes; node++) {
            if (withKey(node, keys.good()).status() != 200) {
                wrong.add("node " + node + " refuses a good key");
            }
            Answer revoked = withKey(node, keys.revoked());
            if (revoked.status() != 401) {
                wrong.add("node " + node + ", revoked key: " + revoked);
            }
        }
        return wrong;
    }

    Answer withKey(int node, Key key) {
        return realm.client("keyed").at(at(node)).token(Map.of("grant_type", "client_credentials"), key.header());
    }
}
