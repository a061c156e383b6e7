package dev.extendedtoken.keycloak.systems;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** The first system of the demo realm: JSON bodies with Basic authentication. */
@Tag("version")
@ForEachEntryPoint
class JsonBasicIT {

    private static final String SECRET = "json-basic-secret-012345";
    private static final String BASIC = Http.basic("json-basic", SECRET);

    /** As in that system's documentation: 256 hex characters. */
    private static final String LONG_VERIFIER = "0123456789abcdef".repeat(16);

    @InjectRealm
    private static Demo demo;

    @Parameter
    private EntryPoint entryPoint;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return Demo.file("system-json-basic");
    }

    @Test
    void fromAuthorizeToRefreshWithoutARedirectUri() {
        Answer tokens = exchange(login()).expect(200);
        assertAnswer(tokens);
        Answer refreshed = post(Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token")))
                .expect(200);
        assertAnswer(refreshed);
        assertThat(refreshed.text("refresh_token")).isNotEqualTo(tokens.text("refresh_token"));
    }

    private void assertAnswer(Answer tokens) {
        JsonNode body = tokens.json();
        assertThat(tokens.text("token_type")).isEqualTo("Bearer");
        assertThat(body.path("expires_in").intValue()).isBetween(3_595, 3_600);
        assertThat(body.path("refresh_expires_in").intValue()).isBetween(86_380, 86_400);
        assertThat(body.has("id_token")).isFalse();
        assertThat(tokens.text("scope")).isEmpty();
        assertThat(tokens.header("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(tokens.header("Pragma")).contains("no-cache");
        assertThat(tokens.header("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(tokens.header("X-Request-Id").orElseThrow()).matches("[0-9a-f-]{36}");
        assertAccessToken(tokens.text("access_token"));
    }

    private void assertAccessToken(String token) {
        JsonNode claims = Claims.parse(token);
        assertThat(claims.fieldNames())
                .toIterable()
                .contains("exp", "iat", "iss", "nbf", "aud", "jti", "sub", "token_type");
        assertThat(Claims.header(token).path("alg").textValue()).isEqualTo("RS256");
        assertThat(claims.path("aud").textValue()).isEqualTo("json-basic");
        assertThat(claims.path("token_type").textValue()).isEqualTo("access");
        assertThat(claims.path("nbf")).isEqualTo(claims.path("iat"));
        assertThat(claims.path("exp").longValue() - claims.path("iat").longValue())
                .isEqualTo(3600);
        assertThat(claims.path("iss").textValue()).isEqualTo(demo.issuer(entryPoint));
    }

    @Test
    void theRequestIdIsEchoed() {
        Answer answer = http.json(
                demo.oauth(entryPoint, "/tokens"),
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                BASIC,
                "X-Request-Id",
                "order-4711");
        assertThat(answer.expect(200).header("X-Request-Id")).contains("order-4711");
    }

    @Test
    void badClientCredentials() {
        for (String basic : new String[] {
            Http.basic("json-basic", "wrong"), Http.basic("nobody", SECRET), Http.basic("json-basic", "")
        }) {
            Answer refused = http.json(
                            demo.oauth(entryPoint, "/tokens"),
                            Map.of("grant_type", "client_credentials"),
                            "Authorization",
                            basic)
                    .expect(401);
            assertThat(refused.text("error")).isEqualTo("invalid_client");
        }
    }

    @Test
    void otherErrors() {
        String code = login();
        exchange(code).expect(200);
        assertThat(exchange(code).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(post(Map.of("code", code)).expect(400).text("error")).isEqualTo("invalid_request");
        assertThat(post(Map.of("grant_type", "nonsense")).expect(400).text("error"))
                .isEqualTo("unsupported_grant_type");
    }

    @Test
    void theLongVerifierIsForThisClientOnly() {
        Map<String, String> challenge =
                Map.of("code_challenge", SigningKey.sha256(LONG_VERIFIER), "redirect_uri", Demo.CALLBACK);
        String code = Demo.code(demo.oauth(entryPoint, "/authorize"), Demo.request("scoped-public", challenge));
        Answer refused = http.form(
                demo.oauth(entryPoint, "/token"),
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "scoped-public",
                        "code",
                        code,
                        "redirect_uri",
                        Demo.CALLBACK,
                        "code_verifier",
                        LONG_VERIFIER));
        assertThat(refused.expect(400).text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).contains("code_verifier");
    }

    @Test
    void aWrongLongVerifierIsRejected() {
        Answer refused = post(Map.of(
                "grant_type", "authorization_code", "code", login(), "code_verifier", "fedcba9876543210".repeat(16)));
        assertThat(refused.expect(400).text("error")).isEqualTo("invalid_grant");
    }

    /** That system's ids are UUIDs, its secrets have 24 characters. */
    @Test
    void aClientIdThatIsAUuid() {
        String id = "9b2b6a0e-7c1f-4d53-8d0c-0d4f4a8d9e01";
        assertThat(SECRET).hasSize(24);
        ObjectNode client = demo.realm().client("json-basic").deepCopy();
        String path = "/" + demo.realm().name() + "/clients/" + client.get("id").textValue();
        demo.realm().admin().put(path, client.put("clientId", id)).expect(204);
        try {
            http.json(
                            demo.oauth(entryPoint, "/tokens"),
                            Map.of("grant_type", "client_credentials"),
                            "Authorization",
                            Http.basic(id, SECRET))
                    .expect(200);
        } finally {
            demo.realm().admin().put(path, client.put("clientId", "json-basic")).expect(204);
        }
    }

    private String login() {
        Map<String, String> request =
                Demo.request("json-basic", Map.of("code_challenge", SigningKey.sha256(LONG_VERIFIER)));
        return Demo.code(demo.oauth(entryPoint, "/authorize"), request);
    }

    private Answer exchange(String code) {
        return post(Map.of("grant_type", "authorization_code", "code", code, "code_verifier", LONG_VERIFIER));
    }

    private Answer post(Map<String, String> body) {
        return http.json(demo.oauth(entryPoint, "/tokens"), body, "Authorization", BASIC, "Accept", "application/json");
    }
}
