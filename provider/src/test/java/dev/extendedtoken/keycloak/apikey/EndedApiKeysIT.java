package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys that have ended stay known: in lists, in the records of the client, and in what an export tells another server. */
@Tag("modes")
@KeycloakTest
class EndedApiKeysIT {

    @InjectKeycloak
    @WithAliases
    private static Keycloak anotherServer;

    @InjectRealm
    private static TestRealm realm;

    private static ApiKeys keys;
    private static int clients;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("ended-api-keys").apiKeysForAll();
    }

    @BeforeAll
    static void prepare() {
        keys = ApiKeys.forRealm(realm);
    }

    private static String client() {
        String clientId = "client-" + ++clients;
        create(Map.of("clientId", clientId, "secret", "partner-secret"));
        return clientId;
    }

    private static void create(Object representation) {
        realm.admin().post("/" + realm.name() + "/clients", representation).expect(201);
    }

    @Test
    void theRecordOfARevokedKeySaysSo() {
        String client = client();
        Key key = keys.issue(client);
        assertThat(record(client, key).get("v").intValue()).isEqualTo(1);
        keys.revoke(client, key.id()).expect(204);

        JsonNode record = record(client, key);
        assertThat(record.get("v").intValue()).isEqualTo(2);
        assertThat(Instant.parse(record.get("revokedAt").textValue()))
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        JsonNode listed = keys.listed(client, key.id());
        assertThat(listed.get("revokedAt")).isEqualTo(record.get("revokedAt"));
        assertThat(listed.get("status").textValue()).isEqualTo("revoked");
    }

    /** A release that knows neither version 2 nor the members reads the overlap's end. */
    @Test
    void theRecordOfARotatedKeyNamesItsSuccessor() {
        String client = client();
        Key old = Key.in(keys.create(client, Map.of("expiresIn", 7776000)).expect(201));
        Key next = Key.in(keys.rotate(client, old.id(), Map.of("overlap", 600)).expect(201));

        JsonNode record = record(client, old);
        assertThat(record.get("v").intValue()).isEqualTo(1);
        assertThat(record.get("replacedBy").textValue()).isEqualTo(next.id());
        assertThat(Instant.parse(record.get("expiresAt").textValue()))
                .isBetween(Instant.now().plusSeconds(540), Instant.now().plusSeconds(602));
        JsonNode listed = keys.listed(client, old.id());
        assertThat(listed.get("status").textValue()).isEqualTo("rotated");
        assertThat(listed.get("usable").booleanValue()).isTrue();
        assertThat(status(client, old)).isEqualTo(200);

        JsonNode successor = keys.listed(client, next.id());
        assertThat(Duration.between(
                        Instant.parse(successor.get("createdAt").textValue()),
                        Instant.parse(successor.get("expiresAt").textValue())))
                .as("the lifetime that the old key was given")
                .isEqualTo(Duration.ofDays(90));
        Key atOnce = Key.in(keys.rotate(client, next.id(), Map.of()).expect(201));
        assertThat(record(client, next).get("v").intValue()).isEqualTo(2);
        assertThat(record(client, next).get("replacedBy").textValue()).isEqualTo(atOnce.id());
    }

    /** Neither a save, nor a client that is made anew, nor a partial import. */
    @Test
    void noExportShowsAnEndedKeyAsValid() {
        String client = client();
        EndingKeys issued = EndingKeys.issue(keys, client);
        ObjectNode stale = (ObjectNode) realm.client(client);
        issued.end(600);
        JsonNode before = attributes(exported(client));

        realm.admin().put(path(client), stale).expect(204);
        assertThat(attributes(exported(client))).isEqualTo(before);
        assertThat(status(client, issued.ending())).isEqualTo(200);

        overwrite(stale);
        assertThat(attributes(exported(client))).isEqualTo(before);

        realm.admin().delete(path(client)).expect(204);
        create(stale.without("id"));
        for (Key key : List.of(issued.revoked(), issued.rotated(), issued.ending())) {
            JsonNode record = record(client, key);
            assertThat(record.get("v").intValue()).as(record.toString()).isEqualTo(2);
            assertThat(status(client, key)).isEqualTo(401);
        }
        assertThat(record(client, issued.live()).get("v").intValue()).isEqualTo(1);
        assertThat(status(client, issued.live())).isEqualTo(200);
    }

    private static void overwrite(JsonNode client) {
        realm.admin()
                .post(
                        "/" + realm.name() + "/partialImport",
                        Map.of("ifResourceExists", "OVERWRITE", "clients", List.of(client)))
                .expect(200);
    }

    private static JsonNode exported(String client) {
        JsonNode export = realm.admin()
                .post("/" + realm.name() + "/partial-export?exportClients=true", Map.of())
                .expect(200)
                .json();
        return StreamSupport.stream(export.get("clients").spliterator(), false)
                .filter(one -> client.equals(one.get("clientId").textValue()))
                .findFirst()
                .orElseThrow();
    }

    /** Those that are records of keys. */
    private static JsonNode attributes(JsonNode client) {
        ObjectNode attributes = client.get("attributes").deepCopy();
        List<String> others = new ArrayList<>();
        attributes.fieldNames().forEachRemaining(others::add);
        others.removeIf(name -> name.startsWith("api-key."));
        return attributes.without(others);
    }

    @Test
    void anotherServerRefusesWhatTheExportSaysHasEnded() {
        String client = client();
        Key live = keys.issue(client);
        Key revoked = keys.issue(client);
        Key rotated = keys.issue(client);
        keys.revoke(client, revoked.id()).expect(204);
        keys.rotate(client, rotated.id(), Map.of()).expect(201);

        AdminApi other = new AdminApi(anotherServer);
        ObjectNode imported = ((ObjectNode) exported(client)).put("secret", "partner-secret");
        RealmFile file = RealmFile.named("ended-elsewhere").apiKeysForAll();
        file.representation().withArray("clients").add(imported);
        other.post("", file.representation()).expect(201);
        try {
            String path = "/ended-elsewhere/api-keys";
            URI introspect = URI.create(
                    anotherServer.http() + "/realms/ended-elsewhere/protocol/openid-connect/token/introspect");
            assertThat(statusAt(introspect, client, live)).isEqualTo(200);
            for (Key key : List.of(revoked, rotated)) {
                assertThat(statusAt(introspect, client, key)).isEqualTo(401);
                JsonNode found = other.get(path + "?id=" + key.id()).expect(200).json();
                assertThat(found.get("usable").booleanValue()).isFalse();
                assertThat(found.get("status"))
                        .isEqualTo(keys.listed(client, key.id()).get("status"));
                assertThat(found.get("revokedAt"))
                        .isEqualTo(keys.listed(client, key.id()).get("revokedAt"));
                other.post(path + "/" + found.get("client").textValue() + "/" + key.id() + "/rotate", Map.of())
                        .expect(409);
                other.post(path + "?clientId=" + client, Map.of("key", key.secret()))
                        .expect(409);
            }
        } finally {
            other.delete("/ended-elsewhere").expect(204);
        }
    }

    @Test
    void aRevokedKeyCannotBeBroughtAlongAgain() {
        String client = client();
        String secret = "a-partner-has-had-it-for-years-" + client;
        Key key = Key.in(keys.create(client, Map.of("key", secret)).expect(201));
        keys.revoke(client, key.id()).expect(204);
        keys.create(client, Map.of("key", secret)).expect(409);
        keys.createNamed(client(), Map.of("key", secret)).expect(409);
    }

    @Test
    void aHundredLiveKeysAndAHundredEndedOnes() {
        String client = client();
        Map<String, String> records = new HashMap<>();
        Instant end = Instant.now().plus(Duration.ofDays(1));
        for (int i = 0; i < 99; i++) {
            String live = "a-live-key-written-by-hand-number-" + i;
            records.put(ApiKeys.attribute(live), ApiKeys.record(live, end));
        }
        for (int i = 0; i < 100; i++) {
            String ended = "an-ended-key-written-by-hand-number-" + i;
            ObjectNode record = (ObjectNode) new Answer(200, null, ApiKeys.record(ended, end)).json();
            record.put("v", 2)
                    .put("revokedAt", Instant.now().minusSeconds(1000 - i).toString());
            records.put(ApiKeys.attribute(ended), record.toString());
        }
        ObjectNode representation = (ObjectNode) realm.client(client);
        representation.putPOJO("attributes", records);
        realm.admin().put(path(client), representation).expect(204);

        Key last = keys.issue(client);
        keys.create(client, Map.of()).expect(409);
        assertThat(count(client, true)).isEqualTo(100);
        assertThat(count(client, false)).isEqualTo(100);
        assertThat(status(client, last)).isEqualTo(200);

        keys.revoke(client, last.id()).expect(204);
        assertThat(count(client, true)).isEqualTo(99);
        assertThat(count(client, false)).isEqualTo(100);
        assertThat(keys.list(client).body())
                .contains(last.id(), ApiKeys.id("an-ended-key-written-by-hand-number-1"))
                .doesNotContain(ApiKeys.id("an-ended-key-written-by-hand-number-0"));
        keys.issue(client);
        keys.create(client, Map.of()).expect(409);
    }

    /** Each of the requests counts the keys that those before it have added. */
    @Test
    void parallelRequestsDoNotExceedTheLimit() throws InterruptedException, ExecutionException {
        String client = client();
        Map<String, String> records = new HashMap<>();
        for (int i = 0; i < 95; i++) {
            String key = "one-of-many-written-by-hand-number-" + i;
            records.put(
                    ApiKeys.attribute(key), ApiKeys.record(key, Instant.now().plus(Duration.ofDays(1))));
        }
        ObjectNode representation = (ObjectNode) realm.client(client);
        representation.putPOJO("attributes", records);
        realm.admin().put(path(client), representation).expect(204);

        List<Integer> statuses =
                inParallel(20, () -> keys.createNamed(client, Map.of()).status());

        assertThat(statuses).containsOnly(201, 409);
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(5);
        assertThat(count(client, true)).isEqualTo(100);
    }

    /** One successor, whatever comes at the same time. */
    @Test
    void parallelRotationsHaveOneSuccessor() throws InterruptedException, ExecutionException {
        String client = client();
        Key key = keys.issue(client);
        String rotate = keys.client(client) + "/" + key.id() + "/rotate";
        List<Integer> statuses = inParallel(
                10, () -> realm.admin().post(rotate, Map.of("overlap", 60)).status());
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        assertThat(statuses).containsOnly(201, 409);
        assertThat(keys.list(client).json()).hasSize(2);
    }

    private static List<Integer> inParallel(int requests, Callable<Integer> request)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(requests);
        try {
            List<Future<Integer>> pending = threads.invokeAll(
                    IntStream.range(0, requests).mapToObj(i -> request).toList());
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> one : pending) {
                statuses.add(one.get());
            }
            return statuses;
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void anExpiredKeyIsListedUntilItIsDeleted() {
        String client = client();
        Key key = Key.in(keys.create(client, Map.of("expiresIn", 1)).expect(201));
        Awaitility.await().until(() -> "expired"
                .equals(keys.listed(client, key.id()).path("status").textValue()));
        keys.revoke(client, key.id()).expect(204);
        assertThat(keys.list(client).json()).isEmpty();
        keys.revoke(client, key.id()).expect(404);
    }

    private static long count(String client, boolean usable) {
        return StreamSupport.stream(keys.list(client).expect(200).json().spliterator(), false)
                .filter(key -> key.get("usable").booleanValue() == usable)
                .count();
    }

    private static JsonNode record(String client, Key key) {
        String text = realm.client(client)
                .get("attributes")
                .get("api-key." + key.id())
                .textValue();
        return new Answer(200, null, text).json();
    }

    private static String path(String client) {
        return "/" + realm.name() + "/clients/" + realm.client(client).get("id").textValue();
    }

    private int status(String client, Key key) {
        return statusAt(realm.uri("/protocol/openid-connect/token/introspect"), client, key);
    }

    private int statusAt(URI introspect, String client, Key key) {
        return http.form(
                        introspect,
                        Map.of("token", "none"),
                        "Authorization",
                        Http.basic(client, "partner-secret"),
                        ApiKeys.HEADER,
                        key.secret())
                .status();
    }
}
