package dev.extendedtoken.keycloak.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bad configuration is refused when it is saved; one that is stored all the same makes the feature fail closed. */
@ExtendWith(KeycloakExtension.class)
class BadConfigurationIT {

    private static Keycloak keycloak;
    private static TestRealm realm;

    private final Http http = Http.client();

    @BeforeAll
    static void start(Keycloak suite) {
        keycloak = suite;
        realm = TestRealm.create(
                keycloak, client(RealmFile.named("bad-configuration")).jsonForAll());
    }

    @AfterAll
    static void end() {
        realm.close();
    }

    private static RealmFile client(RealmFile file) {
        return file.client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-requests", "out-of-band"})
    void anUnknownOptionIsRefusedByName(String executor) {
        Answer answer = save(executor, Map.of("max-bytes", 12)).expect(400);
        assertThat(answer.text("errorMessage")).isEqualTo(executor + ": unknown option 'max-bytes', it has no options");
        assertThat(profiles()).doesNotContain("max-bytes");
    }

    @Test
    void aConfigurationThatIsNoObjectIsRefused() {
        for (Object wrong : List.of("yes", 1, true, List.of("a"))) {
            assertThat(save(wrong).expect(400).text("errorMessage"))
                    .isEqualTo("json-requests: the configuration must be a JSON object");
        }
    }

    @Test
    void theEmptyConfigurationIsRight() {
        save(Map.of()).expect(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Authorization\"",
                "\"cookie\"",
                "\"Content-Type\"",
                "\"Host\"",
                "\"DPoP\"",
                "\"\"",
                "\" \"",
                "\"x api key\"",
                "\"x-api-key:\"",
                "\"x-api-key\\r\\nx\"",
                "\"x-schl\u00fcssel\"",
                "7",
                "true",
                "[\"x-api-key\"]",
                "{}"
            })
    void aHeaderThatCannotCarryAKeyIsRefused(String header) {
        String before = profiles();
        Map<String, ?> configuration = RealmFile.json("{\"header\":" + header + "}");
        Answer answer = save("api-key-enforcer", configuration).expect(400);
        assertThat(answer.text("errorMessage")).startsWith("api-key-enforcer: 'header' must be");
        assertThat(profiles()).isEqualTo(before);

        RealmFile file = RealmFile.named("bad-import").profile("keys", "api-key-enforcer", configuration);
        Answer imported = realm.admin().post("", file.representation()).expect(400);
        assertThat(imported.body()).contains("header");
    }

    @Test
    void aHeaderThatCanIsSaved() {
        for (Map<String, ?> configuration :
                List.of(Map.<String, String>of(), Map.of("header", "X-Partner-Key"), Map.of("header", "x_key"))) {
            save("api-key-enforcer", configuration).expect(204);
        }
        assertThat(save("api-key-enforcer", Map.of("headers", "x-api-key"))
                        .expect(400)
                        .text("errorMessage"))
                .isEqualTo("api-key-enforcer: unknown option 'headers', the options are header");
        save(Map.of()).expect(204);
    }

    /** As with JSON: nobody knows any more what was wanted, so nobody gets through. */
    @Test
    void aStoredHeaderThatCannotBeReadFailsClosed() {
        RealmFile file = client(RealmFile.named("bad-stored-header")).apiKeysForAll();
        try (TestRealm bad = TestRealm.create(keycloak, file)) {
            String key = ApiKeys.of(bad).issue("partner").secret();
            ObjectNode representation =
                    (ObjectNode) bad.admin().get("/" + bad.name()).expect(200).json();
            assertThat(withKey(bad, key).status()).isEqualTo(200);
            representation.remove("clientProfiles");
            representation
                    .withObject("/attributes")
                    .put(
                            "client-policies.profiles",
                            "{\"profiles\":[{\"name\":\"api keys\",\"executors\":[{\"executor\":\"api-key-enforcer\","
                                    + "\"configuration\":{\"header\":\"Authorization\"}}]}]}");
            bad.admin().put("/" + bad.name(), representation).expect(204);
            KeyRefusal.assertIs(withKey(bad, key));
        }
    }

    private Answer withKey(TestRealm where, String key) {
        return http.form(
                where.token(),
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                Http.basic("partner", "partner-secret"),
                ApiKeys.HEADER,
                key);
    }

    @Test
    void anImportIsRefusedToo() {
        RealmFile file = RealmFile.named("bad-import").profile("json", "json-requests", Map.of("depth", 3));
        Answer answer = realm.admin().post("", file.representation());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("depth");
        realm.admin().get("/bad-import").expect(404);
    }

    /** The realm's attribute is where Keycloak keeps the profiles, and whoever writes it directly meets no check. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"profiles\":[{\"name\":\"json\",\"executors\":[{\"executor\":\"json-requests\",\"configuration\":{\"x\":1}}]}]}",
                "{\"profiles\":[{\"name\":\"json\",\"executors\":[{\"executor\":\"json-requests\",\"configuration\":[]}]}]}",
                "{\"profiles\":[{\"name\":\"json\",\"executors\":[{\"executor\":\"json-requests\"}]}]}"
            })
    void aStoredConfigurationThatCannotBeReadFailsClosed(String stored) {
        RealmFile file = client(RealmFile.named("bad-stored")).jsonForAll();
        try (TestRealm bad = TestRealm.create(keycloak, file)) {
            post(bad).expect(200);
            ObjectNode representation =
                    (ObjectNode) bad.admin().get("/" + bad.name()).expect(200).json();
            representation.remove("clientProfiles");
            representation.withObject("/attributes").put("client-policies.profiles", stored);
            bad.admin().put("/" + bad.name(), representation).expect(204);
            Answer answer = post(bad);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
            assertThat(answer.text("error")).isEqualTo("invalid_request");
            assertThat(answer.text("error_description")).isEqualTo("Missing form parameter: grant_type");
        }
    }

    private Answer post(TestRealm where) {
        return http.json(
                where.token(),
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                Http.basic("partner", "partner-secret"));
    }

    private static Answer save(Object configuration) {
        return save("json-requests", configuration);
    }

    private static Answer save(String executor, Object configuration) {
        return realm.admin()
                .put(
                        "/" + realm.name() + "/client-policies/profiles",
                        Map.of(
                                "profiles",
                                List.of(Map.of(
                                        "name",
                                        "json",
                                        "executors",
                                        List.of(Map.of("executor", executor, "configuration", configuration))))));
    }

    private static String profiles() {
        return realm.admin()
                .get("/" + realm.name() + "/client-policies/profiles")
                .expect(200)
                .body();
    }
}
