package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.FineGrainedPermissions;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The permissions for a client's API keys equal those for the client itself. */
@KeycloakTest
class ApiKeyPermissionsIT {

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    private static ApiKeys keys;
    private static Key key;

    static RealmFile realmFile() {
        return RealmFile.named("api-key-permissions")
                .with("adminPermissionsEnabled", true)
                .client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true))
                .client("other", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true))
                .client("shown", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true))
                .user("viewer", "viewer-secret", roles("view-clients"))
                .user("manager", "manager-secret", roles("manage-clients"))
                .user("lister", "lister-secret", roles("query-clients"))
                .user("userer", "userer-secret", roles("manage-users", "view-realm", "manage-events"))
                .user("nobody", "nobody-secret")
                .user("delegate", "delegate-secret", roles("query-clients"))
                .user("reader", "reader-secret");
    }

    @BeforeAll
    static void prepare() {
        keys = ApiKeys.forRealm(realm);
        key = keys.issue("partner");
        FineGrainedPermissions permissions = new FineGrainedPermissions(realm);
        permissions.onClient("delegate", "partner", List.of("view", "manage"));
        permissions.onClient("reader", "shown", List.of("view"));
    }

    private static Map<String, ?> roles(String... roles) {
        return Map.of("clientRoles", Map.of("realm-management", List.of(roles)));
    }

    @Test
    void viewClientsCanRead() {
        ApiKeys viewer = as("viewer");
        assertThat(viewer.list("partner").expect(200).body()).contains(key.id());
        viewer.find(key.id()).expect(200);
        viewer.find("0123456789abcdef").expect(404);
        assertForbiddenToWrite(viewer, "partner");
    }

    @Test
    void manageClientsCanWrite() {
        ApiKeys manager = as("manager");
        assertLife(manager, "partner");
        assertLife(manager, "other");
        manager.list("other").expect(200);
        manager.find(key.id()).expect(200);
    }

    @Test
    void aClientPermissionAppliesToThatClientOnly() {
        ApiKeys delegate = as("delegate");
        Key others = keys.issue("other");
        assertLife(delegate, "partner");
        assertThat(delegate.list("partner").expect(200).body()).contains(key.id());
        delegate.find(key.id()).expect(200);

        delegate.list("other").expect(403);
        assertForbiddenToWrite(delegate, "other");
        Answer hidden = delegate.find(others.id());
        assertThat(hidden.status()).isEqualTo(404);
        assertThat(hidden.body()).isEqualTo(delegate.find("0123456789abcdef").body());
    }

    @Test
    void aViewPermissionCanRead() {
        ApiKeys reader = as("reader");
        reader.list("shown").expect(200);
        reader.list("other").expect(403);
        assertForbiddenToWrite(reader, "shown");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lister", "userer", "nobody"})
    void othersAreForbidden(String username) {
        ApiKeys somebody = as(username);
        somebody.list("partner").expect(403);
        assertForbiddenToWrite(somebody, "partner");
        assertThat(somebody.find(key.id()).status()).isIn(403, 404);
        assertThat(somebody.find(key.id()).body())
                .isEqualTo(somebody.find("0123456789abcdef").body());
    }

    /** The whole life by the client's name, for those who may manage it. */
    @ParameterizedTest
    @ValueSource(strings = {"admin", "manager", "delegate"})
    void aManagerLeadsAKeyThroughItsLife(String username) {
        ApiKeys manager = username.equals("admin") ? keys : as(username);
        Key made =
                Key.in(manager.createNamed("partner", Map.of("expiresIn", 60)).expect(201));
        Answer named = manager.search("clientId=partner").expect(200);
        assertThat(named.text("client"))
                .isEqualTo(realm.client("partner").get("id").textValue());
        assertThat(named.text("enforced")).isEqualTo("none");
        assertThat(named.body()).contains(made.id()).doesNotContain(made.secret());
        Key next = Key.in(
                manager.rotate("partner", made.id(), Map.of("overlap", 30)).expect(201));
        assertThat(manager.listed("partner", made.id()).get("replacedBy").textValue())
                .isEqualTo(next.id());
        assertThat(manager.search("expiresWithin=90").expect(200).body()).contains(made.id(), next.id());
        assertThat(manager.search("enforced=none").expect(200).body()).contains("\"partner\"");
        manager.revoke("partner", made.id()).expect(204);
        manager.revokeAll("partner", "partner").expect(204);
        assertThat(manager.list("partner").json())
                .noneMatch(one -> one.get("usable").booleanValue());
        assertThat(manager.search("expiresWithin=90").expect(200).body()).doesNotContain(next.id());
        key = keys.issue("partner");
    }

    @Test
    void aViewerSearches() {
        ApiKeys viewer = as("viewer");
        assertThat(viewer.search("clientId=partner").expect(200).body()).contains(key.id());
        viewer.search("expiresWithin=60").expect(200);
        viewer.search("enforced=none").expect(200);
        viewer.createNamed("partner", Map.of()).expect(403);
        viewer.createNamed("unknown", Map.of()).expect(404);
        viewer.revokeAll("partner", "partner").expect(403);
        assertThat(keys.listed("partner", key.id()).get("usable").booleanValue())
                .isTrue();
    }

    /** Other clients are as such that do not exist, and are in no list. */
    @Test
    void aClientPermissionNamesThatClientOnly() {
        ApiKeys delegate = as("delegate");
        Key others = Key.in(keys.create("other", Map.of("expiresIn", 60)).expect(201));
        Answer hidden = delegate.search("clientId=other").expect(404);
        assertThat(hidden.body())
                .isEqualTo(delegate.search("clientId=unknown").expect(404).body());
        assertThat(delegate.createNamed("other", Map.of()).expect(404).body()).isEqualTo(hidden.body());
        delegate.revokeAll("other", "other").expect(403);
        assertThat(delegate.search("expiresWithin=315360000").expect(200).body())
                .contains(key.id())
                .doesNotContain(others.id());
        for (JsonNode client : delegate.search("enforced=none").expect(200).json()) {
            assertThat(client.get("clientId").textValue()).isEqualTo("partner");
        }
    }

    @Test
    void aReaderOfOneClientReadsThatByItsName() {
        ApiKeys reader = as("reader");
        reader.search("clientId=shown").expect(200);
        Answer hidden = reader.search("clientId=other");
        assertThat(hidden.body()).isEqualTo(reader.search("clientId=unknown").body());
        assertThat(hidden.status()).isIn(403, 404);
        reader.createNamed("shown", Map.of()).expect(403);
    }

    /** The clients of a choice, and whether the caller may change their keys. */
    @Test
    void aChoiceHasTheClientsThatTheCallerMayView() {
        assertThat(chosen(as("delegate"), "search=")).isEqualTo(Map.of("partner", true));
        assertThat(as("reader").search("search=").status()).isIn(200, 403);
        assertThat(chosen(as("viewer"), "search=ART")).isEqualTo(Map.of("partner", false));
        assertThat(chosen(as("manager"), "search=art")).isEqualTo(Map.of("partner", true));
        assertThat(chosen(keys, "search=&max=2")).hasSize(2);
        assertThat(chosen(keys, "search=nonsense")).isEmpty();
        keys.search("search=&id=0123456789abcdef").expect(400);
        keys.search("search=&first=-1").expect(400);
        assertThat(as("viewer")
                        .search("clientId=partner")
                        .json()
                        .path("manageable")
                        .booleanValue())
                .isFalse();
        assertThat(as("delegate")
                        .search("clientId=partner")
                        .json()
                        .path("manageable")
                        .booleanValue())
                .isTrue();
    }

    private static Map<String, Boolean> chosen(ApiKeys caller, String query) {
        Map<String, Boolean> clients = new TreeMap<>();
        for (JsonNode client : caller.search(query).expect(200).json()) {
            clients.put(
                    client.get("clientId").textValue(), client.get("manageable").booleanValue());
        }
        return clients;
    }

    @ParameterizedTest
    @ValueSource(strings = {"userer", "nobody"})
    void othersSearchNothing(String username) {
        ApiKeys somebody = as(username);
        for (String query :
                List.of("clientId=partner", "clientId=unknown", "expiresWithin=60", "enforced=none", "search=")) {
            assertThat(somebody.search(query).status()).as(query).isEqualTo(403);
        }
        somebody.createNamed("partner", Map.of()).expect(403);
        somebody.createNamed("unknown", Map.of()).expect(403);
        somebody.revokeAll("partner", "partner").expect(403);
    }

    /** A user without rights does not learn which clients exist. */
    @Test
    void forbiddenResponsesDoNotRevealClients() {
        Answer there = as("nobody").list("partner");
        Answer notThere = realm.adminAs("nobody", "nobody-secret").get(keys.path() + "/" + UUID.randomUUID());
        assertThat(notThere.status()).isEqualTo(there.status()).isEqualTo(403);
        assertThat(notThere.body()).isEqualTo(there.body());
        assertThat(as("nobody").find("0123456789abcdef").status()).isEqualTo(403);
    }

    @Test
    void unauthenticatedRequestsAreRejected() {
        Http http = Http.client();
        for (String path : List.of(keys.path() + "?id=" + key.id(), keys.client("partner"))) {
            URI uri = URI.create(keycloak.http() + "/admin/realms" + path);
            assertThat(http.get(uri).status()).isEqualTo(401);
            assertThat(http.json(uri, Map.of()).status()).isIn(401, 405);
            assertThat(http.get(uri, ApiKeys.HEADER, key.secret()).status()).isEqualTo(401);
        }
        String service = http.form(
                        realm.token(),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("partner", "partner-secret"))
                .expect(200)
                .text("access_token");
        URI own = URI.create(keycloak.http() + "/admin/realms" + keys.client("partner"));
        assertThat(http.get(own, "Authorization", "Bearer " + service).status()).isEqualTo(403);
    }

    private static void assertLife(ApiKeys allowed, String client) {
        Key made = allowed.issue(client);
        Key next = Key.in(allowed.rotate(client, made.id(), Map.of()).expect(201));
        allowed.revoke(client, next.id()).expect(204);
    }

    private static void assertForbiddenToWrite(ApiKeys forbidden, String client) {
        String before = keys.list(client).body();
        forbidden.create(client, Map.of()).expect(403);
        forbidden.rotate(client, key.id(), Map.of()).expect(403);
        forbidden.revoke(client, key.id()).expect(403);
        forbidden.create(client, Map.of("expiresIn", "nonsense")).expect(403);
        assertThat(keys.list(client).body()).isEqualTo(before);
    }

    private static ApiKeys as(String username) {
        return keys.as(realm.adminAs(username, username + "-secret"));
    }
}
