package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.BackchannelRequest;
import dev.extendedtoken.keycloak.support.grant.Grant;
import dev.extendedtoken.keycloak.support.grant.GrantRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The 401 response to a missing or invalid API key. The event holds the reason, the response does not. CORS headers let
 * a page read it.
 */
@KeycloakTest
class ApiKeyErrorIT {

    private static final String ORIGIN = "https://app.example.com";

    @InjectRealm
    private static GrantRealm grants;

    private static TestRealm realm;
    private static ApiKeys keys;
    private static Key good;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return change(GrantRealm.file("api-key-error"));
    }

    @BeforeAll
    static void prepare() {
        realm = grants.realm();
        keys = ApiKeys.forRealm(realm);
        good = keys.issue("shop");
        grants.withHeaders(good.header());
    }

    private static RealmFile change(RealmFile file) {
        return file.apiKeysForAll()
                .with("adminEventsEnabled", true)
                .with("adminEventsDetailsEnabled", true)
                .client("other", Map.of("secret", "other-secret", "serviceAccountsEnabled", true));
    }

    /** Header values by the reason that the event is to have. */
    private static Map<List<String>, String> reasons() {
        Key expired = Key.in(keys.create("shop", Map.of("expiresIn", 1)).expect(201));
        Key revoked = keys.issue("shop");
        keys.revoke("shop", revoked.id()).expect(204);
        Key rotated = keys.issue("shop");
        keys.rotate("shop", rotated.id(), Map.of()).expect(201);
        Key others = keys.issue("other");
        Awaitility.await().until(() -> "expired".equals(keys.find(expired.id()).text("status")));

        Map<List<String>, String> reasons = new LinkedHashMap<>();
        reasons.put(List.of(), "missing");
        reasons.put(List.of(""), "missing");
        reasons.put(List.of("short"), "malformed");
        reasons.put(List.of("x".repeat(513)), "malformed");
        reasons.put(List.of("y".repeat(7 * 1024)), "malformed");
        reasons.put(List.of("with blanks in it, which no key can have at all"), "malformed");
        reasons.put(List.of("a-text-that-is-nobody-s-key-and-may-be-a-password-secret"), "unknown");
        reasons.put(List.of("kck_" + "0".repeat(49)), "unknown");
        reasons.put(List.of(others.secret()), "unknown");
        reasons.put(List.of(good.secret() + "x"), "unknown");
        reasons.put(List.of(expired.secret()), "expired");
        reasons.put(List.of(revoked.secret()), "revoked");
        reasons.put(List.of(rotated.secret()), "revoked");
        reasons.put(List.of(good.secret(), good.secret()), "repeated");
        reasons.put(List.of(good.secret(), ""), "repeated");
        return reasons;
    }

    @Test
    void responseIsIdenticalForEveryReason() {
        TokenRequest request = grants.clientCredentials().withoutHeader(ApiKeys.HEADER);
        Answer first = post(request);
        InvalidClientAnswer.assertIs(first);
        reasons().forEach((sent, reason) -> {
            forgetEvents();
            Answer answer = post(with(request, sent));

            assertThat(answer.body()).isEqualTo(InvalidClientAnswer.BODY);
            assertThat(headers(answer)).as(reason).isEqualTo(headers(first));
            JsonNode event = onlyEvent();
            assertThat(event.get("type").textValue()).isEqualTo("CLIENT_LOGIN_ERROR");
            assertThat(event.get("error").textValue()).isEqualTo("invalid_client_credentials");
            assertThat(event.get("clientId").textValue()).isEqualTo("shop");
            assertThat(event.at("/details/reason").textValue()).isEqualTo("api_key_" + reason);
            assertTold(event, sent);
        });
    }

    /** The id of what is known to be a key; of anything else not even a hash. */
    private static void assertTold(JsonNode event, List<String> sent) {
        String id = event.at("/details/api_key_id").textValue();
        if (id != null) {
            assertThat(sent).hasSize(1);
            assertThat(id).isEqualTo(ApiKeys.id(sent.get(0)));
        }
        sent.stream().filter(value -> !value.isEmpty()).forEach(value -> assertThat(event.toString())
                .doesNotContain(value));
    }

    @Test
    void eventNamesTheReasonAndTheKey() {
        TokenRequest request = grants.clientCredentials().withoutHeader(ApiKeys.HEADER);
        reasons().forEach((sent, reason) -> {
            boolean key = sent.size() == 1
                    && sent.get(0).matches("kck_[0-9A-Za-z]{49}")
                    && !sent.get(0).contains("000000");
            forgetEvents();
            post(with(request, sent));
            assertThat(onlyEvent().at("/details").has("api_key_id")).as(reason).isEqualTo(key);
        });
    }

    /** Keycloak's response to a wrong secret equals the extension's response to a missing key. */
    @Test
    void bodyEqualsThatForWrongCredentials() {
        Answer wrong = http.form(
                realm.token(), Map.of("grant_type", "client_credentials", "client_id", "nobody", "client_secret", "x"));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo(InvalidClientAnswer.BODY);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRE_AUTHORIZED_CODE")
    void eventsOfEveryGrantNameTheKey(Grant grant) {
        TokenRequest request = grant.prepare(grants);
        for (boolean json : List.of(false, true)) {
            forgetEvents();
            TokenRequest refused = request.withoutHeader(ApiKeys.HEADER);
            InvalidClientAnswer.assertIs(
                    json ? http.json(refused.uri(), refused.parameters(), refused.headerArray()) : post(refused));
            JsonNode event = onlyEvent();
            assertThat(event.get("type").textValue()).endsWith("_ERROR");
            assertThat(event.at("/details/reason").textValue()).isEqualTo("api_key_missing");
        }
        String refusedAs = onlyEvent().get("type").textValue();
        forgetEvents();
        post(request).expect(200);
        JsonNode event = lastEvent();
        assertThat(event.get("type").textValue() + "_ERROR").isEqualTo(refusedAs);
        assertThat(event.at("/details/api_key_id").textValue()).isEqualTo(good.id());
    }

    @ParameterizedTest
    @EnumSource
    void eventsOfEveryEndpointNameTheKey(BackchannelRequest around) {
        TokenRequest request = around.prepare(grants);
        forgetEvents();
        InvalidClientAnswer.assertIs(post(request.withoutHeader(ApiKeys.HEADER)));
        JsonNode refused = onlyEvent();
        assertThat(refused.at("/details/reason").textValue()).isEqualTo("api_key_missing");
        forgetEvents();
        post(request).expect(around.status());
        if (!around.isRecorded()) {
            assertThat(events()).isEmpty();
            return;
        }
        JsonNode event = lastEvent();
        assertThat(event.get("type").textValue() + "_ERROR")
                .isEqualTo(refused.get("type").textValue());
        assertThat(event.at("/details/api_key_id").textValue()).isEqualTo(good.id());
    }

    @Test
    void adminEventsHoldNoKey() {
        realm.admin().delete("/" + realm.name() + "/admin-events").expect(204);
        String own = "brought-along-to-be-recorded-as-an-event-secret";
        Key key = Key.in(
                keys.create("other", Map.of("key", own, "label", "recorded")).expect(201));
        Key next = Key.in(keys.rotate("other", key.id(), Map.of("overlap", 60)).expect(201));
        keys.revoke("other", next.id()).expect(204);

        JsonNode events = realm.admin()
                .get("/" + realm.name() + "/admin-events")
                .expect(200)
                .json();
        assertThat(events.findValuesAsText("resourceType")).hasSize(4).containsOnly("API_KEY");
        assertThat(events.findValuesAsText("operationType"))
                .containsExactlyInAnyOrder("CREATE", "UPDATE", "CREATE", "DELETE");
        String client = realm.client("other").get("id").textValue();
        assertThat(events.findValuesAsText("resourcePath")).allMatch(path -> path.startsWith("api-keys/" + client));
        assertThat(events.toString())
                .contains(key.id(), next.id(), "recorded")
                .doesNotContain(own)
                .doesNotContain(next.secret());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/token", "/revoke", "/logout", "/auth/device"})
    void preflightNeedsNoKeyAndAllowsTheHeader(String path) {
        Answer answer = http.method(
                "OPTIONS",
                realm.uri("/protocol/openid-connect" + path),
                "Origin",
                ORIGIN,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "content-type, x-api-key");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(allowedHeaders(answer)).contains("x-api-key", "authorization", "content-type");
        assertThat(answer.header("Access-Control-Allow-Origin")).contains(ORIGIN);
    }

    @Test
    void preflightInARealmWithoutKeysIsUnchanged(Keycloak keycloak) {
        try (TestRealm plain = TestRealm.create(keycloak, RealmFile.named("api-key-error-plain"))) {
            Answer answer =
                    http.method("OPTIONS", plain.token(), "Origin", ORIGIN, "Access-Control-Request-Method", "POST");
            assertThat(allowedHeaders(answer)).contains("authorization").doesNotContain("x-api-key");
        }
    }

    @Test
    void errorResponseHasCorsHeaders() {
        TokenRequest request =
                grants.clientCredentials().withoutHeader(ApiKeys.HEADER).withHeaders("Origin", ORIGIN);
        for (Answer answer :
                List.of(post(request), http.json(request.uri(), request.parameters(), request.headerArray()))) {
            InvalidClientAnswer.assertIs(answer);
            assertThat(answer.header("Access-Control-Allow-Origin")).contains(ORIGIN);
            assertThat(answer.header("Access-Control-Allow-Credentials")).contains("true");
        }
    }

    private static TokenRequest with(TokenRequest request, List<String> values) {
        TokenRequest all = request;
        for (String value : values) {
            all = all.withHeaders(ApiKeys.HEADER, value);
        }
        return all;
    }

    private Answer post(TokenRequest request) {
        return http.form(request.uri(), request.parameters(), request.headerArray());
    }

    private static void forgetEvents() {
        realm.admin().delete("/" + realm.name() + "/events").expect(204);
    }

    private static JsonNode events() {
        return realm.admin().get("/" + realm.name() + "/events").expect(200).json();
    }

    private static JsonNode onlyEvent() {
        JsonNode events = events();
        assertThat(events).as(events.toPrettyString()).hasSize(1);
        return events.get(0);
    }

    /** The newest is the first of the list; a UMA ticket of the client is two requests in one. */
    private static JsonNode lastEvent() {
        return events().get(0);
    }

    private static List<String> allowedHeaders(Answer answer) {
        List<String> allowed = new ArrayList<>();
        answer.headers().allValues("Access-Control-Allow-Headers").forEach(line -> Arrays.stream(line.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .forEach(allowed::add));
        return allowed;
    }

    private static Map<String, List<String>> headers(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }
}
