package dev.extendedtoken.keycloak.rotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A realm whose clients choose how they rotate by their attribute {@code rotation}: the name of a profile, or nothing.
 */
final class RotationRealm implements AutoCloseable {

    static final String CALLBACK = "http://localhost/callback";
    static final String PASSWORD = "anna's-secret";

    private final TestRealm realm;

    private RotationRealm(TestRealm realm) {
        this.realm = realm;
    }

    static RotationRealm create(Keycloak keycloak, RealmFile file) {
        return new RotationRealm(TestRealm.create(keycloak, file));
    }

    /** A realm with the user anna, all events, and no client yet. */
    static RealmFile file(String name) {
        return user(RealmFile.named(name).allEvents(), "anna");
    }

    /** A user with the realm's default roles; offline tokens need one of them. */
    static RealmFile user(RealmFile file, String name) {
        file.user(name, PASSWORD);
        for (JsonNode user : file.representation().get("users")) {
            ((ObjectNode) user).putArray("realmRoles").add("default-roles-" + file.name());
        }
        return file;
    }

    /** A profile, and a policy that gives it to the clients whose attribute {@code rotation} names it. */
    static RealmFile profile(RealmFile file, String name, Map<String, ?> configuration) {
        return file.profile(name, "refresh-token-rotation", configuration)
                .policy(
                        name,
                        name,
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"rotation\",\"value\":\"" + name + "\"}]"));
    }

    /** A confidential client with the password, code and client credentials grants. */
    static RealmFile client(RealmFile file, String id, String profile) {
        return client(file, id, profile, Map.of());
    }

    /** @param attributes further attributes of the client */
    static RealmFile client(RealmFile file, String id, String profile, Map<String, ?> attributes) {
        Map<String, Object> all = new TreeMap<>(attributes);
        all.put("rotation", profile);
        return file.client(
                id,
                Map.of(
                        "secret",
                        secret(id),
                        "redirectUris",
                        List.of(CALLBACK),
                        "directAccessGrantsEnabled",
                        true,
                        "serviceAccountsEnabled",
                        true,
                        "protocolMappers",
                        List.of(RealmFile.ownAudience(id)),
                        "attributes",
                        all));
    }

    static String secret(String client) {
        return client + "-secret";
    }

    TestRealm realm() {
        return realm;
    }

    RotationClient client(String id) {
        return new RotationClient(realm, id);
    }

    /** The latest events of a type, newest first. */
    List<JsonNode> events(String type) {
        return realm.events(type);
    }

    String userId() {
        return realm.admin()
                .get("/" + realm.name() + "/users?username=anna")
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .textValue();
    }

    /** Changes some members of the realm. */
    void change(Map<String, ?> members) {
        realm.admin().put("/" + realm.name(), members).expect(204);
    }

    /** Writes the client profiles past Keycloak's checks, where it keeps them. */
    void storeProfiles(String json) {
        ObjectNode representation =
                (ObjectNode) realm.admin().get("/" + realm.name()).expect(200).json();
        representation.remove("clientProfiles");
        representation.withObject("/attributes").put("client-policies.profiles", json);
        realm.admin().put("/" + realm.name(), representation).expect(204);
    }

    @Override
    public void close() {
        realm.close();
    }
}
