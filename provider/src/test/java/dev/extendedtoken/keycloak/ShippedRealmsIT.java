package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The files of {@code realm-config/}, imported as they are shipped, and what the pages beside them say of them. */
@KeycloakTest
class ShippedRealmsIT {

    private static final String CALLBACK = "http://localhost:9999/callback";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    /** The longest that the client legacy may send. */
    private static final String LONG_VERIFIER = "0123456789abcdef".repeat(16);

    private static final String JSON_BASIC = Http.basic("json-basic", "json-basic-secret-012345");

    @InjectRealm("demoFile")
    private static TestRealm demo;

    @InjectRealm("jsonFile")
    private static TestRealm json;

    @InjectRealm("rotationFile")
    private static TestRealm rotation;

    @InjectRealm("outOfBandFile")
    private static TestRealm outOfBand;

    @InjectRealm("rulesFile")
    private static TestRealm rules;

    @InjectRealm("formatFile")
    private static TestRealm format;

    @InjectRealm("userJwtFile")
    private static TestRealm userJwt;

    @InjectRealm("partnerFile")
    private static TestRealm partner;

    private final Http http = Http.client();

    static RealmFile partnerFile() {
        return RealmFile.read("partner-realm.json", "shipped-partner");
    }

    static RealmFile demoFile() {
        return RealmFile.read("demo-realm.json", "shipped-demo");
    }

    static RealmFile jsonFile() {
        return RealmFile.read("json-realm.json", "shipped-json");
    }

    static RealmFile rotationFile() {
        return RealmFile.read("rotation-realm.json", "shipped-rotation");
    }

    static RealmFile outOfBandFile() {
        return RealmFile.read("out-of-band-realm.json", "shipped-out-of-band");
    }

    static RealmFile rulesFile() {
        return RealmFile.read("token-request-rules-realm.json", "shipped-rules");
    }

    static RealmFile formatFile() {
        return RealmFile.read("token-response-format-realm.json", "shipped-format");
    }

    static RealmFile userJwtFile() {
        return RealmFile.read("user-jwt-realm.json", "shipped-user-jwt");
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
    void jsonBasicSendsJson() {
        http.json(demo.token(), Map.of("grant_type", "client_credentials"), "Authorization", JSON_BASIC)
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
                            .body())
                    .contains("Missing form parameter: grant_type");
        }
    }

    @Test
    void refreshTokensOfTheDemoRotate() {
        rotates(demo, "json-basic-secret-012345", "json-basic", false);
    }

    @Test
    void theClientsOfTheRotationRealmRotate() {
        rotates(rotation, "web-app-secret", "web-app", true);
        rotates(rotation, null, "page", true);
        rotates(rotation, null, "bank-app", true);
    }

    /** Eight tabs share a token and refresh it at once, again and again: all have the same one afterwards. */
    @Test
    void eightTabsOfTheSinglePageApplicationStaySignedIn() throws Exception {
        Map<String, String> page = Map.of("client_id", "page");
        Map<String, String> login = new TreeMap<>(page);
        login.putAll(Map.of("grant_type", "password", "username", "demo", "password", "demo"));
        String token = http.form(rotation.token(), login).expect(200).text("refresh_token");
        ExecutorService tabs = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                String shared = token;
                Callable<Answer> tab = () -> refresh(rotation, page, shared);
                Set<String> successors = new HashSet<>();
                for (Future<Answer> answer : tabs.invokeAll(Collections.nCopies(8, tab))) {
                    successors.add(answer.get().expect(200).text("refresh_token"));
                }
                assertThat(successors).hasSize(1).doesNotContain(shared);
                token = successors.iterator().next();
            }
        } finally {
            tabs.shutdownNow();
        }
        refresh(rotation, page, token).expect(200);
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
            Answer page = Login.agree(browser, Login.at(request, browser).answerTo("demo", "demo"));
            assertThat(page.expect(200).body()).contains("<title>Success code=");
        });
    }

    @Test
    void scopedGetsNoMoreThanWasGranted() {
        String basic = Http.basic("scoped", "scoped-secret");
        Map<String, String> login = new TreeMap<>(pkce());
        login.put("scope", "openid phone");
        String code = rules.login("scoped", CALLBACK, login).codeFor("demo", "demo");
        assertThat(http.form(rules.token(), exchange(code, Map.of("scope", "openid address")), "Authorization", basic)
                        .expect(400)
                        .text("error"))
                .isEqualTo("invalid_scope");
        Answer tokens = http.form(rules.token(), exchange(code, Map.of("scope", "openid")), "Authorization", basic)
                .expect(200);
        assertThat(Claims.scopes(tokens.text("access_token"))).doesNotContain("phone");
    }

    @Test
    void scopedSendsNoScopeWithClientCredentials() {
        String basic = Http.basic("scoped", "scoped-secret");
        assertThat(http.form(
                                rules.token(),
                                Map.of("grant_type", "client_credentials", "scope", "phone"),
                                "Authorization",
                                basic)
                        .expect(400)
                        .text("error"))
                .isEqualTo("invalid_request");
        http.form(rules.token(), Map.of("grant_type", "client_credentials"), "Authorization", basic)
                .expect(200);
    }

    @Test
    void legacyHasLongVerifiers() {
        String code = rules.login("legacy", CALLBACK, pkce(LONG_VERIFIER)).codeFor("demo", "demo");
        http.form(rules.token(), exchange(code, Map.of("client_id", "legacy", "code_verifier", LONG_VERIFIER)))
                .expect(200);
    }

    /** API key, JSON and rotation at one client, and the events that alarms look for. */
    @Test
    void partnersHaveAllThree() {
        String key = ApiKeys.forRealm(partner).issue("partner").secret();
        String code = partner.login("partner", CALLBACK, pkce()).codeFor("demo", "demo");
        asPartner("nonsense", exchange(code, Map.of())).expect(401);
        String first = asPartner(key, exchange(code, Map.of())).expect(200).text("refresh_token");
        String live = first;
        for (int generation = 0; generation <= FirstUses.MAX + 1; generation++) {
            live = asPartner(key, refresh(live)).expect(200).text("refresh_token");
        }
        assertThat(asPartner(key, refresh(first)).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(asPartner(key, refresh(live)).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(partner.events().stream()
                        .map(event -> event.at("/details/reason").asText()))
                .contains("api_key_malformed", "refresh_token_reuse", "refresh_token_family_ended");
    }

    private Answer asPartner(String key, Map<String, String> request) {
        return http.json(
                partner.token(),
                request,
                "Authorization",
                Http.basic("partner", "partner-secret"),
                ApiKeys.HEADER,
                key);
    }

    private static Map<String, String> refresh(String token) {
        return Map.of("grant_type", "refresh_token", "refresh_token", token);
    }

    @Test
    void errorsInAnEnvelope() {
        Answer refused = http.form(
                        format.token(),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("enveloped", "wrong"))
                .expect(401);
        assertThat(refused.json().at("/errors/0/httpcode").intValue()).isEqualTo(401);
    }

    @Test
    void tokensWithNbf() {
        Answer tokens = http.form(
                        format.token(),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("enveloped", "enveloped-secret"))
                .expect(200);
        assertThat(tokens.text("token_type")).isEqualTo("bearer");
        JsonNode claims = Claims.parse(tokens.text("access_token"));
        assertThat(claims.path("nbf").longValue())
                .isEqualTo(claims.path("iat").longValue())
                .isPositive();
    }

    @Test
    void aHeadlessCodeForTheUserOfTheShop() {
        String jwt = http.form(
                        userJwt.token(),
                        Map.of("grant_type", "password", "client_id", "shop", "username", "demo", "password", "demo"))
                .expect(200)
                .text("access_token");
        String uri = "urn:ietf:wg:oauth:2.0:oob:auto";
        Map<String, String> request = new TreeMap<>(pkce());
        request.putAll(
                Map.of("response_type", "code", "client_id", "headless", "redirect_uri", uri, "state", "a-state"));
        Answer answer = http.get(
                        userJwt.uri("/protocol/openid-connect/auth?" + Http.encode(request)),
                        "Accept",
                        Http.JSON,
                        "x-user-jwt",
                        jwt)
                .expect(200);
        assertThat(answer.json().fieldNames()).toIterable().containsExactlyInAnyOrder("code", "state", "iss");
        assertThat(answer.text("code")).matches(Login.CODE);
        assertThat(answer.text("state")).isEqualTo("a-state");
        assertThat(answer.text("iss")).isEqualTo(userJwt.uri("").toString());
        Map<String, String> exchange =
                exchange(answer.text("code"), Map.of("client_id", "headless", "redirect_uri", uri));
        http.form(userJwt.token(), exchange).expect(401);
        http.form(userJwt.token(), exchange, "x-user-jwt", jwt).expect(200);
    }

    /** A token that is older than those that can be on their way ends them all. */
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
        String live = first;
        for (int generation = 0; generation <= FirstUses.MAX + 1; generation++) {
            live = refresh(realm, credentials, live).expect(200).text("refresh_token");
        }
        assertThat(refresh(realm, credentials, first).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(refresh(realm, credentials, live).expect(400).text("error")).isEqualTo("invalid_grant");
    }

    private Answer refresh(TestRealm realm, Map<String, String> credentials, String token) {
        Map<String, String> request = new TreeMap<>(credentials);
        request.putAll(Map.of("grant_type", "refresh_token", "refresh_token", token));
        return http.form(realm.token(), request);
    }

    /** The request that exchanges a code, with more parameters or other ones. */
    private static Map<String, String> exchange(String code, Map<String, String> more) {
        Map<String, String> request = new TreeMap<>(Map.of(
                "grant_type", "authorization_code",
                "code", code,
                "redirect_uri", CALLBACK,
                "code_verifier", VERIFIER));
        request.putAll(more);
        return request;
    }

    private static Map<String, String> pkce() {
        return pkce(VERIFIER);
    }

    private static Map<String, String> pkce(String verifier) {
        return Map.of("code_challenge", SigningKey.sha256(verifier), "code_challenge_method", "S256");
    }
}
