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
public final class RotationRealm implements AutoCloseable {

    public static final String CALLBACK = "http://localhost/callback";
    public static final String PASSWORD = "anna's-secret";

    private final TestRealm realm;

    private RotationRealm(TestRealm realm) {
        this.realm = realm;
    }

    public static RotationRealm create(Keycloak keycloak, RealmFile file) {
        return new RotationRealm(TestRealm.create(keycloak, file));
    }

    /** A realm with the user anna, all events, and no client yet. */
    public static RealmFile file(String name) {
        return user(RealmFile.named(name).allEvents(), "anna");
    }

    /** A user with the realm's default roles; offline tokens need one of them. */
    public static RealmFile user(RealmFile file, String name) {
        file.user(name, PASSWORD);
        for (JsonNode user : file.representation().get("users")) {
            ((ObjectNode) user).putArray("realmRoles").add("default-roles-" + file.name());
        }
        return file;
    }

    /** A profile, and a policy that gives it to the clients whose attribute {@code rotation} names it. */
    public static RealmFile profile(RealmFile file, String name, Map<String, ?> configuration) {
        return file.profile(name, "refresh-token-rotation", configuration)
                .policy(
                        name,
                        name,
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"rotation\",\"value\":\"" + name + "\"}]"));
    }

    /** A confidential client with the password, code and client credentials grants. */
    public static RealmFile client(RealmFile file, String id, String profile) {
        return client(file, id, profile, Map.of());
    }

    /** @param attributes further attributes of the client */
    public static RealmFile client(RealmFile file, String id, String profile, Map<String, ?> attributes) {
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

    public static String secret(String client) {
        return client + "-secret";
    }

    public TestRealm realm() {
        return realm;
    }

    public RotationClient client(String id) {
        return new RotationClient(realm, id);
    }

    /** The latest events of a type, newest first. */
    public List<JsonNode> events(String type) {
        return realm.events(type);
    }

    public String userId() {
        return realm.admin()
                .get("/" + realm.name() + "/users?username=anna")
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .textValue();
    }

    /** Changes some members of the realm. */
    public void change(Map<String, ?> members) {
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
