package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The files of {@code realm-config/}, imported as they are shipped, and what the README says of them. */
@ExtendWith(KeycloakExtension.class)
class ShippedRealmsIT {

    private static final String CALLBACK = "http://localhost:9999/callback";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String JSON_BASIC = Http.basic("json-basic", "json-basic-secret-012345");

    private static final Pattern CONSENT_CODE = Pattern.compile("name=\"code\" value=\"([^\"]+)\"");

    private static TestRealm demo;
    private static TestRealm json;
    private static TestRealm rotation;
    private static TestRealm outOfBand;

    private final Http http = Http.client();

    @BeforeAll
    static void start(Keycloak keycloak) {
        demo = TestRealm.create(keycloak, RealmFile.of("demo-realm.json", "shipped-demo"));
        json = TestRealm.create(keycloak, RealmFile.of("json-realm.json", "shipped-json"));
        rotation = TestRealm.create(keycloak, RealmFile.of("rotation-realm.json", "shipped-rotation"));
        outOfBand = TestRealm.create(keycloak, RealmFile.of("out-of-band-realm.json", "shipped-out-of-band"));
    }

    @AfterAll
    static void end() {
        demo.close();
        json.close();
        rotation.close();
        outOfBand.close();
    }

    @Test
    void everyClientOfTheJsonRealmMaySendJson() {
        http.json(
                        json.token(),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("partner", "partner-secret"))
                .expect(200);
    }

    @Test
    void theShortWalk() {
        http.json(demo.token(), Map.of("grant_type", "client_credentials"), "Authorization", JSON_BASIC)
                .expect(200);
    }

    @Test
    void jsonBasicFromLoginToRefresh() {
        String code = demo.login("json-basic", CALLBACK, pkce()).codeFor("demo", "demo");
        Answer tokens = http.json(
                        demo.token(),
                        Map.of(
                                "grant_type", "authorization_code",
                                "code", code,
                                "redirect_uri", CALLBACK,
                                "code_verifier", VERIFIER),
                        "Authorization",
                        JSON_BASIC)
                .expect(200);
        assertThat(tokens.text("token_type")).isEqualTo("Bearer");
        assertThat(tokens.json().get("expires_in").intValue()).isEqualTo(3600);
        assertThat(tokens.json().get("refresh_expires_in").intValue()).isBetween(86_390, 86_400);
        JsonNode claims = claims(tokens.text("access_token"));
        assertThat(claims.get("aud").textValue()).isEqualTo("json-basic");
        assertThat(claims.get("token_type").textValue()).isEqualTo("access");
        http.json(
                        demo.token(),
                        Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token")),
                        "Authorization",
                        JSON_BASIC)
                .expect(200);
    }

    @Test
    void theOtherClientsSendForms() {
        for (String client : new String[] {"scoped", "enveloped"}) {
            String basic = Http.basic(
                    client, client.equals("scoped") ? "scoped-secret-0123456789" : "enveloped-secret-0123456");
            http.form(demo.token(), Map.of("grant_type", "client_credentials"), "Authorization", basic)
                    .expect(200);
            assertThat(http.json(demo.token(), Map.of("grant_type", "client_credentials"), "Authorization", basic)
                            .expect(400)
                            .text("error_description"))
                    .isEqualTo("Missing form parameter: grant_type");
        }
    }

    @Test
    void envelopedHasItsTokenTypeInLowerCase() {
        assertThat(http.form(
                                demo.token(),
                                Map.of("grant_type", "client_credentials"),
                                "Authorization",
                                Http.basic("enveloped", "enveloped-secret-0123456"))
                        .expect(200)
                        .text("token_type"))
                .isEqualTo("bearer");
    }

    @Test
    void pkcePublicGetsAnIdToken() {
        Map<String, String> request = new TreeMap<>(pkce());
        request.put("scope", "openid");
        String code = demo.login("pkce-public", "https://example.com", request).codeFor("demo", "demo");
        Answer tokens = http.form(
                        demo.token(),
                        Map.of(
                                "grant_type", "authorization_code",
                                "code", code,
                                "redirect_uri", "https://example.com",
                                "client_id", "pkce-public",
                                "code_verifier", VERIFIER))
                .expect(200);
        assertThat(tokens.text("id_token")).isNotBlank();
    }

    @Test
    void shopHandsOutUserTokens() {
        http.form(
                        demo.token(),
                        Map.of("grant_type", "password", "client_id", "shop", "username", "demo", "password", "demo"))
                .expect(200);
    }

    @Test
    void refreshTokensOfTheDemoRotate() {
        rotates(demo, "json-basic-secret-012345", "json-basic", false);
    }

    @Test
    void bothClientsOfTheRotationRealmRotate() {
        rotates(rotation, "web-app-secret", "web-app", true);
        rotates(rotation, null, "bank-app", true);
    }

    @Test
    void theClientsOfTheOutOfBandRealmAskForConsent() {
        Map<String, String> clients = Map.of(
                "command-line", "urn:ietf:wg:oauth:2.0:oob",
                "desktop", "urn:ietf:wg:oauth:2.0:oob:auto");
        clients.forEach((client, uri) -> {
            Http browser = Http.browser();
            URI request = outOfBand.uri("/protocol/openid-connect/auth?"
                    + Http.encode(Map.of(
                            "response_type",
                            "code",
                            "client_id",
                            client,
                            "redirect_uri",
                            uri,
                            "code_challenge",
                            SigningKey.sha256(VERIFIER),
                            "code_challenge_method",
                            "S256")));
            URI consent = URI.create(Login.at(request, browser)
                    .answerTo("demo", "demo")
                    .expect(302)
                    .header("Location")
                    .orElseThrow());
            Answer question = browser.get(consent);
            Matcher login = CONSENT_CODE.matcher(question.body());
            assertThat(login.find()).isTrue();
            Answer page = browser.form(
                    consent.resolve(Login.formOn(question)), Map.of("code", login.group(1), "accept", "Yes"));
            assertThat(page.expect(200).body()).contains("<title>Success code=");
        });
    }

    /** The first token gives a second, and the third use of a token that is two generations old ends them all. */
    private void rotates(TestRealm realm, String secret, String client, boolean byPassword) {
        Map<String, String> credentials = new TreeMap<>(Map.of("client_id", client));
        if (secret != null) {
            credentials.put("client_secret", secret);
        }
        Map<String, String> grant = new TreeMap<>(credentials);
        if (byPassword) {
            grant.putAll(Map.of("grant_type", "password", "username", "demo", "password", "demo"));
        } else {
            grant.putAll(Map.of(
                    "grant_type",
                    "authorization_code",
                    "code",
                    realm.login(client, CALLBACK, pkce()).codeFor("demo", "demo"),
                    "redirect_uri",
                    CALLBACK,
                    "code_verifier",
                    VERIFIER));
        }
        String first = http.form(realm.token(), grant).expect(200).text("refresh_token");
        String second = refresh(realm, credentials, first).expect(200).text("refresh_token");
        String third = refresh(realm, credentials, second).expect(200).text("refresh_token");
        assertThat(refresh(realm, credentials, first).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(refresh(realm, credentials, third).expect(400).text("error")).isEqualTo("invalid_grant");
    }

    private Answer refresh(TestRealm realm, Map<String, String> credentials, String token) {
        Map<String, String> request = new TreeMap<>(credentials);
        request.putAll(Map.of("grant_type", "refresh_token", "refresh_token", token));
        return http.form(realm.token(), request);
    }

    private static Map<String, String> pkce() {
        return Map.of("code_challenge", SigningKey.sha256(VERIFIER), "code_challenge_method", "S256");
    }

    private static JsonNode claims(String token) {
        try {
            return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
