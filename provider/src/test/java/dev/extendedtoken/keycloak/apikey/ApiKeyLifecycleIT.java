package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Creation, use, rotation, revocation and expiry of API keys, over the Admin REST API and at the token endpoint. */
@Tag("modes")
@Tag("version")
@KeycloakTest
class ApiKeyLifecycleIT {

    private static final String IMPORTED = "imported-with-the-realm-by-its-hash-secret";
    private static final Duration YEAR = Duration.ofDays(365);

    @InjectRealm
    private static TestRealm realm;

    private static ApiKeys keys;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("api-key-lifecycle")
                .apiKeysForAll()
                .client("partner", confidential(Map.of()))
                .client("other", confidential(Map.of()))
                .client("crowded", confidential(Map.of()))
                .client(
                        "from-git",
                        confidential(Map.of(
                                ApiKeys.attribute(IMPORTED),
                                ApiKeys.record(IMPORTED, Instant.now().plus(YEAR)))));
    }

    @BeforeAll
    static void prepare() {
        keys = ApiKeys.forRealm(realm);
    }

    private static Map<String, ?> confidential(Map<String, String> attributes) {
        return Map.of("secret", "partner-secret", "serviceAccountsEnabled", true, "attributes", attributes);
    }

    @Test
    void secretIsReturnedOnce() {
        Answer created = keys.create("partner", Map.of("label", "warehouse", "expiresIn", 3600))
                .expect(201);
        Key key = Key.in(created);

        assertThat(created.json().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("id", "key", "label", "createdAt", "expiresAt");
        assertThat(key.secret()).matches("kck_[0-9A-Za-z]{49}");
        assertThat(key.id()).isEqualTo(ApiKeys.id(key.secret()));
        assertThat(created.text("label")).isEqualTo("warehouse");
        assertThat(life(created.json())).isEqualTo(Duration.ofHours(1));
        assertNotStored(created);

        Answer list = keys.list("partner").expect(200);
        JsonNode listed = entry(list, key.id());
        assertThat(listed.get("label").textValue()).isEqualTo("warehouse");
        assertThat(listed.get("status").textValue()).isEqualTo("active");
        assertThat(life(listed)).isEqualTo(Duration.ofHours(1));
        assertNotStored(list);
        assertThat(list.body() + realm.client("partner")).doesNotContain(key.secret());
    }

    @Test
    void isRequiredAndValidForItsClientOnly() {
        Key key = keys.issue("partner");

        assertThat(request("partner")).isEqualTo(401);
        assertThat(request("partner", key.header())).isEqualTo(200);
        assertThat(request("other", key.header())).isEqualTo(401);
        assertThat(request("partner", "X-Api-Key", key.secret())).isEqualTo(200);
    }

    @Test
    void expiresAfterAYearByDefault() {
        for (Answer created : List.of(
                keys.create("partner", Map.of()).expect(201),
                realm.admin().postText(keys.client("partner"), null, "").expect(201),
                realm.admin()
                        .postText(keys.client("partner"), Http.JSON, "{\"label\":null,\"expiresIn\":null,\"key\":null}")
                        .expect(201))) {
            assertThat(life(created.json())).isEqualTo(YEAR);
            assertThat(created.text("label")).isEmpty();
        }
        assertThat(life(keys.create(
                                "partner",
                                Map.of("expiresIn", Duration.ofDays(3650).toSeconds()))
                        .expect(201)
                        .json()))
                .isEqualTo(Duration.ofDays(3650));
    }

    @Test
    void rotationWithOverlapKeepsBothKeysValid() {
        Key old = Key.in(keys.create("partner", Map.of("label", "shop")).expect(201));
        Answer rotated = keys.rotate("partner", old.id(), Map.of("overlap", 4)).expect(201);
        Key next = Key.in(rotated);

        assertThat(request("partner", old.header())).isEqualTo(200);
        assertThat(request("partner", next.header())).isEqualTo(200);
        assertNotStored(rotated);
        assertThat(rotated.text("label")).isEqualTo("shop");
        assertThat(life(rotated.json())).isEqualTo(YEAR);
        assertThat(keys.rotate("partner", old.id(), Map.of()).expect(409).body())
                .contains("rotated");

        Awaitility.await().until(() -> request("partner", old.header()) == 401);
        assertThat(request("partner", next.header())).isEqualTo(200);
        JsonNode ended = entry(keys.list("partner"), old.id());
        assertThat(ended.get("status").textValue()).isEqualTo("rotated");
        assertThat(ended.get("replacedBy").textValue()).isEqualTo(next.id());
        assertThat(ended.get("usable").booleanValue()).isFalse();
        assertThat(keys.rotate("partner", old.id(), Map.of("overlap", 60)).status())
                .isEqualTo(409);
        assertThat(request("partner", old.header())).isEqualTo(401);
    }

    @Test
    void rotationWithoutOverlapEndsTheOldKey() {
        Key old = keys.issue("partner");
        Answer rotated =
                keys.rotate("partner", old.id(), Map.of("expiresIn", 100)).expect(201);

        assertThat(life(rotated.json())).isEqualTo(Duration.ofSeconds(100));
        assertThat(request("partner", old.header())).isEqualTo(401);
        assertThat(request("partner", Key.in(rotated).header())).isEqualTo(200);
        JsonNode ended = entry(keys.list("partner"), old.id());
        assertThat(ended.get("status").textValue()).isEqualTo("rotated");
        assertThat(ended.get("usable").booleanValue()).isFalse();
        keys.rotate("partner", old.id(), Map.of()).expect(409);
    }

    @Test
    void overlapDoesNotExtendTheOldKey() {
        Key old = Key.in(keys.create("partner", Map.of("expiresIn", 3)).expect(201));
        keys.rotate("partner", old.id(), Map.of("overlap", 600)).expect(201);

        assertThat(request("partner", old.header())).isEqualTo(200);
        Awaitility.await().until(() -> request("partner", old.header()) == 401);
    }

    @Test
    void revocationAppliesAtOnceDuringOverlap() {
        Key key = keys.issue("partner");
        assertNotStored(keys.revoke("partner", key.id()).expect(204));
        assertThat(request("partner", key.header())).isEqualTo(401);
        JsonNode revoked = entry(keys.list("partner"), key.id());
        assertThat(revoked.get("status").textValue()).isEqualTo("revoked");
        assertThat(revoked.get("usable").booleanValue()).isFalse();
        assertNotStored(keys.revoke("partner", key.id()).expect(204));
        assertThat(entry(keys.list("partner"), key.id())).isEqualTo(revoked);

        Key overlapping = keys.issue("partner");
        keys.rotate("partner", overlapping.id(), Map.of("overlap", 600)).expect(201);
        assertThat(request("partner", overlapping.header())).isEqualTo(200);
        keys.revoke("partner", overlapping.id()).expect(204);
        assertThat(request("partner", overlapping.header())).isEqualTo(401);
        assertThat(entry(keys.list("partner"), overlapping.id()).get("status").textValue())
                .isEqualTo("revoked");
    }

    @Test
    void expires() {
        Key key = Key.in(keys.create("partner", Map.of("expiresIn", 3)).expect(201));
        assertThat(request("partner", key.header())).isEqualTo(200);

        Awaitility.await().until(() -> request("partner", key.header()) == 401);
        assertThat(entry(keys.list("partner"), key.id()).get("status").textValue())
                .isEqualTo("expired");
        assertThat(keys.rotate("partner", key.id(), Map.of()).expect(409).body())
                .contains("expired");
    }

    @Test
    void isFoundByItsId() {
        Key key = keys.issue("partner");
        Answer found = keys.find(key.id()).expect(200);

        assertThat(found.text("clientId")).isEqualTo("partner");
        assertThat(found.text("client"))
                .isEqualTo(realm.client("partner").get("id").textValue());
        assertThat(found.text("status")).isEqualTo("active");
        assertThat(found.json().has("key")).isFalse();
        assertNotStored(found);
        keys.find("0123456789abcdef").expect(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?id=", "", "?id=0123456789ABCDEF", "?id=0123456789abcde", "?id=%27%20or%201=1"})
    void aMalformedIdIsRejected(String query) {
        assertThat(realm.admin().get(keys.path() + query).expect(400).body()).contains("'id'");
    }

    @Test
    void aClientHasAtMostAHundredKeys() {
        Key first = Key.in(keys.create("crowded", Map.of("expiresIn", 300)).expect(201));
        for (int more = 1; more < 100; more++) {
            keys.create("crowded", Map.of()).expect(201);
        }
        assertThat(keys.create("crowded", Map.of()).expect(409).body()).contains("100");
        assertThat(keys.rotate("crowded", first.id(), Map.of("overlap", 60)).status())
                .isEqualTo(409);
        assertThat(request("crowded", first.header())).isEqualTo(200);

        keys.revoke("crowded", first.id()).expect(204);
        Key last = Key.in(keys.create("crowded", Map.of("expiresIn", 1)).expect(201));
        Awaitility.await()
                .until(() -> keys.create("crowded", Map.of("label", "instead")).status() == 201);
        assertThat(keys.list("crowded").json()).hasSize(102);
        assertThat(keys.list("crowded").json())
                .filteredOn(key -> key.get("usable").booleanValue())
                .hasSize(100);
        assertThat(entry(keys.list("crowded"), last.id()).get("status").textValue())
                .isEqualTo("expired");
    }

    @Test
    void anExistingSecretCanBeImported() {
        String own = "partner-has-had-it-for-years-" + UUID.randomUUID() + "-secret";
        Key key = Key.in(keys.create("partner", Map.of("key", own)).expect(201));

        assertThat(key.secret()).isEqualTo(own);
        assertThat(request("partner", key.header())).isEqualTo(200);
        for (String client : List.of("partner", "other")) {
            Answer again = keys.create(client, Map.of("key", own)).expect(409);
            assertThat(again.body()).contains("'key'").doesNotContain(own);
        }
        keys.revoke("partner", key.id()).expect(204);
        keys.create("partner", Map.of("key", own)).expect(409);
        assertThat(request("partner", key.header())).isEqualTo(401);
    }

    @Test
    void aRealmFileCanHoldTheHash() {
        assertThat(request("from-git", ApiKeys.HEADER, IMPORTED)).isEqualTo(200);
        assertThat(request("from-git", ApiKeys.HEADER, IMPORTED + "x")).isEqualTo(401);

        String own = "written-by-hand-" + UUID.randomUUID() + "-secret";
        write("other", ApiKeys.attribute(own), ApiKeys.record(own, Instant.now().plus(YEAR)));
        assertThat(request("other", ApiKeys.HEADER, own)).isEqualTo(200);
        assertThat(entry(keys.list("other"), ApiKeys.id(own)).get("label").textValue())
                .isEqualTo("by hand");
        keys.rotate("other", ApiKeys.id(own), Map.of()).expect(201);
        assertThat(request("other", ApiKeys.HEADER, own)).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "{}", "[]", "{\"v\":1}", "{\"v\":2,\"sha256\":\"0\"}", "null", "{\"v\":1,"})
    void malformedRecordsAreNoKeys(String record) {
        String own = "written-badly-by-hand-" + UUID.randomUUID() + "-secret";
        write("other", ApiKeys.attribute(own), record);

        assertThat(request("other", ApiKeys.HEADER, own)).isEqualTo(401);
        assertThat(entry(keys.list("other"), ApiKeys.id(own)).get("status").textValue())
                .isEqualTo("unreadable");
        keys.rotate("other", ApiKeys.id(own), Map.of()).expect(409);
        keys.revoke("other", ApiKeys.id(own)).expect(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"expiresIn":0}                 | 'expiresIn'
            {"expiresIn":-1}                | 'expiresIn'
            {"expiresIn":315360001}         | 'expiresIn'
            {"expiresIn":1e40}              | 'expiresIn'
            {"expiresIn":99999999999999999999} | 'expiresIn'
            {"expiresIn":1.5}               | 'expiresIn'
            {"expiresIn":"3600"}            | 'expiresIn'
            {"expiresIn":true}              | 'expiresIn'
            {"label":7}                     | 'label'
            {"label":"a\\u0000b"}           | 'label'
            {"label":["a"]}                 | 'label'
            {"key":"short"}                 | 'key'
            {"key":""}                      | 'key'
            {"key":"a key that has blanks in it, many of them"} | 'key'
            {"key":"\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4\\u00e4"} | 'key'
            {"key":12345678901234567890123456789012} | 'key'
            {"overlap":5}                   | expiresIn, key, label
            {"Label":"x"}                   | expiresIn, key, label
            {"label":"a","label":"b"}       | one JSON object
            []                              | JSON object
            "label"                         | JSON object
            {                               | JSON object
            {} {}                           | JSON object
            """)
    void invalidInputIsNamed(String body, String named) {
        int before = keys.list("other").json().size();
        Answer answer = realm.admin()
                .postText(keys.client("other"), Http.JSON, body.strip())
                .expect(400);
        assertThat(answer.text("errorMessage")).contains(named.strip());
        assertThat(keys.list("other").json()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"overlap":-1}          | 'overlap'
            {"overlap":315360001}   | 'overlap'
            {"overlap":"5"}         | 'overlap'
            {"overlap":0.5}         | 'overlap'
            {"expiresIn":0}         | 'expiresIn'
            {"label":"x"}           | expiresIn, overlap
            {"key":"x"}             | expiresIn, overlap
            """)
    void invalidRotationRequestChangesNothing(String body, String named) {
        Key key = keys.issue("partner");
        Answer answer = realm.admin()
                .postText(keys.client("partner") + "/" + key.id() + "/rotate", Http.JSON, body.strip())
                .expect(400);
        assertThat(answer.text("errorMessage")).contains(named.strip());
        assertThat(request("partner", key.header())).isEqualTo(200);
        keys.revoke("partner", key.id()).expect(204);
    }

    @Test
    void rejectsLongBodiesAndOtherMediaTypes() {
        assertThat(keys.create("other", Map.of("label", "x".repeat(256)))
                        .expect(400)
                        .body())
                .contains("'label'");
        assertThat(keys.create("other", Map.of("key", "x".repeat(513)))
                        .expect(400)
                        .body())
                .contains("'key'");
        assertThat(keys.create("other", Map.of("label", "x".repeat(20_000)))
                        .expect(400)
                        .body())
                .contains("16384");
        assertThat(realm.admin()
                        .postText(keys.client("other"), "text/plain", "{}")
                        .status())
                .isLessThan(500);
    }

    @Test
    void unknownKeysAndClientsAreNotFound() {
        String nobody = keys.path() + "/" + UUID.randomUUID();
        Key key = keys.issue("partner");
        for (Answer answer : List.of(
                realm.admin().get(nobody),
                realm.admin().post(nobody, Map.of()),
                realm.admin().delete(nobody + "/" + key.id()),
                realm.admin().post(nobody + "/" + key.id() + "/rotate", Map.of()),
                keys.revoke("other", key.id()),
                keys.rotate("other", key.id(), Map.of()),
                keys.revoke("partner", "0123456789abcdef"),
                keys.rotate("partner", "no-id", Map.of()))) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
        }
        assertThat(request("partner", key.header())).isEqualTo(200);
    }

    private int request(String client, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Authorization";
        all[1] = Http.basic(client, "partner-secret");
        System.arraycopy(headers, 0, all, 2, headers.length);
        return http.form(realm.token(), Map.of("grant_type", "client_credentials"), all)
                .status();
    }

    private static void write(String client, String attribute, String record) {
        ObjectNode representation = (ObjectNode) realm.client(client);
        representation.withObject("/attributes").put(attribute, record);
        realm.admin()
                .put("/" + realm.name() + "/clients/" + representation.get("id").textValue(), representation)
                .expect(204);
    }

    private static JsonNode entry(Answer list, String id) {
        for (JsonNode key : list.json()) {
            if (id.equals(key.get("id").textValue())) {
                return key;
            }
        }
        throw new AssertionError("No key " + id + " in " + list);
    }

    private static Duration life(JsonNode key) {
        return Duration.between(
                Instant.parse(key.get("createdAt").textValue()),
                Instant.parse(key.get("expiresAt").textValue()));
    }

    private static void assertNotStored(Answer answer) {
        assertThat(answer.headers().allValues("Cache-Control"))
                .as(answer.toString())
                .anyMatch(value -> value.contains("no-store"));
    }
}
