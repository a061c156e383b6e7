package dev.extendedtoken.keycloak.endpoint.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every body, media type and charset that the token endpoint rejects (realm-config/json.md). */
@Tag("smoke")
@KeycloakTest
class InvalidJsonBodiesIT {

    private static final String MARK = "canary-5f3c81d2";
    private static final int LIMIT = 65_536;
    private static final String ORIGIN = "https://app.example.com";
    private static final String BASIC = Http.basic("partner", "partner-secret");

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("invalid-json-bodies")
                .jsonForAll()
                .client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // no one object
                "",
                "[]",
                "\"grant_type\"",
                "null",
                "42",
                "{\"grant_type\":\"" + MARK,
                "{\"grant_type\":\"x\",}",
                "{grant_type:\"" + MARK + "\"}",
                "grant_type=client_credentials&x=" + MARK,
                // values that are no strings
                "{\"grant_type\":1}",
                "{\"grant_type\":true}",
                "{\"grant_type\":{\"a\":\"" + MARK + "\"}}",
                "{\"grant_type\":[[\"" + MARK + "\"]]}",
                "{\"grant_type\":[null]}",
                "{\"claims\":1}",
                "{\"authorization_details\":false}",
                // names twice, however escaped
                "{\"client_secret\":\"" + MARK + "\",\"client_secret\":\"" + MARK + "\"}",
                "{\"client_secret\":\"" + MARK + "\",\"client\\u005fsecret\":\"" + MARK + "\"}",
                // something after the object
                "{\"grant_type\":\"client_credentials\"}" + MARK,
                "{\"grant_type\":\"client_credentials\"}{}",
                // invalid text
                "\uFEFF{\"grant_type\":\"client_credentials\"}",
                "{\"grant_type\":\"" + MARK + "\\ud800\"}",
                "{\"grant_type\":\"" + MARK + "\\u0000\"}",
                "{\"grant_type\":\"" + MARK + "\u0000\"}",
                // too deep
                "{\"claims\":[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]}"
            })
    void malformedBodies(String body) {
        assertRefused(http.post(realm.token(), Http.JSON, body, "Authorization", BASIC), 400);
    }

    @Test
    void theInvalidMemberIsNamed() {
        assertThat(http.post(realm.token(), Http.JSON, "{\"scope\":5}", "Authorization", BASIC)
                        .text("error_description"))
                .contains("'scope'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1", "windows-1252"})
    void otherEncodings(String charset) {
        byte[] body = ("{\"grant_type\":\"" + MARK + "\u00e9\"}").getBytes(Charset.forName(charset));
        assertRefused(post(BodyPublishers.ofByteArray(body)), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "x"})
    void contentEncodings(String encoding) {
        Answer answer = http.post(
                realm.token(),
                Http.JSON,
                "{\"grant_type\":\"client_credentials\"}",
                "Authorization",
                BASIC,
                "Content-Encoding",
                encoding);
        assertRefused(answer, 400);
        assertThat(answer.text("error_description")).contains("Content-Encoding");
    }

    @Test
    void bodySizeLimitIsExact() {
        post(BodyPublishers.ofString(padded(LIMIT))).expect(200);
        post(chunked(padded(LIMIT))).expect(200);
        assertRefused(post(BodyPublishers.ofString(padded(LIMIT + 1))), 413);
        assertRefused(post(chunked(padded(LIMIT + 1))), 413);
    }

    @Test
    void aBodyOfFourMegabytesIsRejected() {
        assertRefused(post(BodyPublishers.ofString(padded(4 << 20))), 413);
        assertRefused(post(chunked(padded(4 << 20))), 413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json; charset=utf-8",
                "application/json;charset=UTF-8",
                "application/json; charset=\"Utf-8\"",
                "application/json ;charset=utf-8",
                "application/json ; charset=\"utf-8\" ;",
                "application/json;",
                "application/json ;",
                "application/json; ; charset=utf-8"
            })
    void jsonMediaTypes(String type) {
        http.post(realm.token(), type, "{\"grant_type\":\"client_credentials\"}", "Authorization", BASIC)
                .expect(200);
    }

    @Test
    void identityContentEncodingIsAccepted() {
        http.post(
                        realm.token(),
                        Http.JSON,
                        "{\"grant_type\":\"client_credentials\"}",
                        "Authorization",
                        BASIC,
                        "Content-Encoding",
                        "identity")
                .expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=iso-8859-1",
                "application/json ; ;charset=utf-16 ;",
                "application/json; charset=utf8"
            })
    void unsupportedCharsetsAreNamed(String type) {
        Answer answer =
                http.post(realm.token(), type, "{\"grant_type\":\"client_credentials\"}", "Authorization", BASIC);
        assertRefused(answer, 400);
        assertThat(answer.text("error_description")).contains("charset").contains("utf-8");
    }

    /** Keycloak takes no parameters from a body that is no form, so it misses the first of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; profile=x",
                "application/json ;profile=x",
                "application/json;charset",
                "application/json;charset=utf-8;charset=utf-8",
                "application/json; charset=utf-8; profile=x",
                "application/vnd.api+json",
                "application/jwt",
                "text/json",
                "text/plain",
                "application/octet-stream",
                "application/xml"
            })
    void otherMediaTypesGetKeycloaksResponse(String type) {
        assertBuiltIn(
                http.post(realm.token(), type, "{\"grant_type\":\"client_credentials\"}", "Authorization", BASIC));
    }

    @Test
    void aMissingMediaTypeGetsKeycloaksResponse() {
        BodyPublisher body = BodyPublishers.ofString("{\"grant_type\":\"client_credentials\"}");
        assertBuiltIn(http.post(realm.token(), null, body, "Authorization", BASIC));
    }

    /** Keycloak's client authentication errors have CORS headers for any origin; so do these errors. */
    @Test
    void errorResponseHasCorsHeaders() {
        Answer answer = http.post(realm.token(), Http.JSON, "{", "Origin", ORIGIN);
        assertRefused(answer, 400);
        assertThat(answer.header("Access-Control-Allow-Origin")).hasValue(ORIGIN);
    }

    @Test
    void aDisabledRealmIsReportedFirst() {
        String path = "/" + realm.name();
        realm.admin().put(path, Map.of("enabled", false)).expect(204);
        try {
            for (String body : List.of("{", "{\"grant_type\":\"client_credentials\"}")) {
                Answer answer = http.post(realm.token(), Http.JSON, body, "Authorization", BASIC);
                assertThat(answer.expect(403).text("error")).isEqualTo("access_denied");
            }
        } finally {
            realm.admin().put(path, Map.of("enabled", true)).expect(204);
        }
    }

    private Answer post(BodyPublisher body) {
        return http.post(realm.token(), Http.JSON, body, "Authorization", BASIC);
    }

    private static BodyPublisher chunked(String body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String padded(int length) {
        String json = "{\"grant_type\":\"client_credentials\"}";
        return json + " ".repeat(length - json.length());
    }

    private static void assertRefused(Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.json().fieldNames()).toIterable().containsExactlyInAnyOrder("error", "error_description");
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description"))
                .matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+")
                .isNotEqualTo("Missing form parameter: grant_type");
        assertThat(answer.header("Cache-Control")).hasValue("no-store");
        assertThat(answer.header("Pragma")).hasValue("no-cache");
        assertThat(answer.header("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).doesNotContain(MARK);
        assertThat(keycloak.log()).doesNotContain(MARK);
    }

    private static void assertBuiltIn(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.text("error_description")).isEqualTo("Missing form parameter: grant_type");
    }
}
