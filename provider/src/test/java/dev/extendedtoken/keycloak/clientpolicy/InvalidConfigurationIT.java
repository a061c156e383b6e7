package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.apikey.InvalidClientAnswer;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An invalid configuration is rejected when it is saved. An invalid stored configuration makes the feature fail closed.
 */
@KeycloakTest
class InvalidConfigurationIT {

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return client(RealmFile.named("bad-configuration")).jsonForAll();
    }

    private static RealmFile client(RealmFile file) {
        return file.client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json-requests", "out-of-band"})
    void anUnknownOptionIsNamed(String executor) {
        Answer answer = save(executor, Map.of("max-bytes", 12)).expect(400);
        assertThat(answer.text("errorMessage")).isEqualTo(executor + ": unknown option 'max-bytes', it has no options");
        assertThat(profiles()).doesNotContain("max-bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            token-request-rules   | {"max-bytes":12}                      | unknown option 'max-bytes'
            token-request-rules   | {"allowed-redirect-uris":[1]}         | 'allowed-redirect-uris' must be
            token-request-rules   | {"allowed-redirect-uris":[""]}        | 'allowed-redirect-uris' must be
            token-request-rules   | {"required-parameters":["a b"]}       | 'required-parameters' must be
            token-request-rules   | {"required-parameters":[" "]}         | 'required-parameters' must be
            token-request-rules   | {"required-parameters":{"a":1}}       | 'required-parameters' must be
            token-request-rules   | {"strict-parameters":"yes"}           | 'strict-parameters' must be
            token-request-rules   | {"require-openid-scope":1}            | 'require-openid-scope' must be
            token-request-rules   | {"strict-scope-subset":[]}            | 'strict-scope-subset' must be
            token-request-rules   | {"narrow-scope-at-code-exchange":"TRUE"} | 'narrow-scope-at-code-exchange' must be
            token-request-rules   | {"reject-scope-on-client-credentials":{}} | 'reject-scope-on-client-credentials' must be
            token-request-rules   | {"max-code-verifier-length":42}       | 'max-code-verifier-length' must be
            token-request-rules   | {"max-code-verifier-length":257}      | 'max-code-verifier-length' must be
            token-request-rules   | {"max-code-verifier-length":-1}       | 'max-code-verifier-length' must be
            token-request-rules   | {"max-code-verifier-length":"long"}   | 'max-code-verifier-length' must be
            api-key-enforcer      | {"max-key-lifetime":-1}               | 'max-key-lifetime' must be
            api-key-enforcer      | {"max-key-lifetime":"a year"}         | 'max-key-lifetime' must be
            api-key-enforcer      | {"max-key-lifetime":315360001}        | 'max-key-lifetime' must be
            token-response-format | {"max-bytes":12}                      | unknown option 'max-bytes'
            token-response-format | {"error-format":"xml"}                | 'error-format' must be
            token-response-format | {"error-format":"Envelope"}           | 'error-format' must be
            token-response-format | {"error-format":true}                 | 'error-format' must be
            token-response-format | {"invalid-client":"yes"}              | 'invalid-client' must be
            token-response-format | {"invalid-client":1}                  | 'invalid-client' must be
            token-response-format | {"request-id":["true"]}               | 'request-id' must be
            token-response-format | {"token-type":"BEARER"}               | 'token-type' must be Bearer or bearer
            token-response-format | {"token-type":true}                   | 'token-type' must be Bearer or bearer
            token-response-format | {"request-id":"X-Request-Id"}         | 'request-id' must be
            user-jwt-enforcer     | {"issued-to":["shop"],"max-bytes":12} | unknown option 'max-bytes'
            user-jwt-enforcer     | {}                                    | 'issued-to' must
            user-jwt-enforcer     | {"issued-to":[]}                      | 'issued-to' must
            user-jwt-enforcer     | {"issued-to":[7]}                     | 'issued-to' must
            user-jwt-enforcer     | {"issued-to":["shop"],"header":"Authorization"} | 'header' must be
            user-jwt-enforcer     | {"issued-to":["shop"],"header":""}    | 'header' must be
            user-jwt-enforcer     | {"issued-to":["shop"],"header":7}     | 'header' must be
            user-jwt-enforcer     | {"issued-to":["shop"],"max-expired-seconds":-1} | 'max-expired-seconds' must be
            user-jwt-enforcer     | {"issued-to":["shop"],"max-expired-seconds":1.5} | 'max-expired-seconds' must be
            user-jwt-enforcer     | {"issued-to":["shop"],"max-expired-seconds":2592001} | 'max-expired-seconds' must be
            """)
    void anInvalidValueNamesItsOption(String executor, String configuration, String message) {
        String before = profiles();
        Answer answer = save(executor, RealmFile.json(configuration)).expect(400);
        assertThat(answer.text("errorMessage")).startsWith(executor + ": " + message);
        assertThat(profiles()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            token-request-rules   | {}
            token-request-rules   | {"allowed-redirect-uris":["https://app.example.com/*"],"required-parameters":["client_id"]}
            token-request-rules   | {"strict-parameters":"true","require-openid-scope":true,"max-code-verifier-length":"256"}
            token-response-format | {}
            token-response-format | {"error-format":"oauth","invalid-client":"false","request-id":true}
            token-response-format | {"error-format":"envelope","invalid-client":null,"request-id":""}
            token-response-format | {"token-type":"bearer"}
            token-response-format | {"token-type":"Bearer","error-format":"oauth"}
            token-response-format | {"token-type":""}
            user-jwt-enforcer     | {"issued-to":["shop"]}
            user-jwt-enforcer     | {"header":"X-User","issued-to":["shop","other"],"max-expired-seconds":"2592000"}
            """)
    void aValidValueIsSaved(String executor, String configuration) {
        save(executor, RealmFile.json(configuration)).expect(204);
        save(Map.of()).expect(204);
    }

    @Test
    void aConfigurationMustBeAnObject() {
        for (Object wrong : List.of("yes", 1, true, List.of("a"))) {
            assertThat(save(wrong).expect(400).text("errorMessage"))
                    .isEqualTo("json-requests: the configuration must be a JSON object");
        }
    }

    @Test
    void theEmptyConfigurationIsSaved() {
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
    void anUnsuitableHeaderIsRejected(String header) {
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
    void aSuitableHeaderIsSaved() {
        for (Map<String, ?> configuration : List.of(
                Map.<String, String>of(),
                Map.of("header", "X-Partner-Key"),
                Map.of("header", "x_key"),
                Map.of("header", "x-api-key", "max-key-lifetime", "86400"))) {
            save("api-key-enforcer", configuration).expect(204);
        }
        assertThat(save("api-key-enforcer", Map.of("headers", "x-api-key"))
                        .expect(400)
                        .text("errorMessage"))
                .isEqualTo("api-key-enforcer: unknown option 'headers', the options are header, max-key-lifetime");
        save(Map.of()).expect(204);
    }

    /** As with JSON: with an unreadable configuration no request is accepted. */
    @Test
    void anUnreadableStoredHeaderFailsClosed() {
        RealmFile file = client(RealmFile.named("bad-stored-header")).apiKeysForAll();
        try (TestRealm bad = TestRealm.create(keycloak, file)) {
            String key = ApiKeys.forRealm(bad).issue("partner").secret();
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
            InvalidClientAnswer.assertIs(withKey(bad, key));
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
    void anInvalidImportIsRejected() {
        RealmFile file = RealmFile.named("bad-import").profile("json", "json-requests", Map.of("depth", 3));
        Answer answer = realm.admin().post("", file.representation());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("depth");
        realm.admin().get("/bad-import").expect(404);
    }

    /** Keycloak stores the profiles in a realm attribute. Writing the attribute skips the validation. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"profiles\":[{\"name\":\"json\",\"executors\":[{\"executor\":\"json-requests\",\"configuration\":{\"x\":1}}]}]}",
                "{\"profiles\":[{\"name\":\"json\",\"executors\":[{\"executor\":\"json-requests\",\"configuration\":[]}]}]}",
                "{\"profiles\":[{\"name\":\"json\",\"executors\":[{\"executor\":\"json-requests\"}]}]}"
            })
    void anUnreadableStoredConfigurationFailsClosed(String stored) {
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
