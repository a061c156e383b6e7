package dev.extendedtoken.keycloak.systems;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresChromium;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.openqa.selenium.By;

/** The second system of the demo realm: out-of-band redirects with an API key and a user JWT. */
@Tag("version")
@RequiresChromium
@ForEachEntryPoint
class OobApiKeyIT {

    private static final String AUTO = "urn:ietf:wg:oauth:2.0:oob:auto";
    private static final String JWT_HEADER = "x-dressipi-jwt";

    @InjectRealm
    private static Demo demo;

    private static ApiKeys.Key key;
    private static ApiKeys.Key keyOfAnother;

    @Parameter
    private EntryPoint entryPoint;

    private final Http http = Http.client();
    private String userJwt;

    static RealmFile realmFile() {
        return Demo.file("system-oob-apikey");
    }

    @BeforeAll
    static void prepare() {
        key = ApiKeys.forRealm(demo.realm()).issue("oob-apikey");
        keyOfAnother = ApiKeys.forRealm(demo.realm()).issue("scoped");
    }

    /** What the partner's shop has when its user is signed in. */
    @BeforeEach
    void signInToTheShop() {
        userJwt = demo.userJwt(entryPoint);
    }

    @Test
    void completeFlowWithoutABrowser() {
        Answer authorized = authorize(request()).expect(200);
        assertThat(authorized.header("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(authorized.header("Set-Cookie")).isEmpty();
        assertThat(authorized.text("state")).isEqualTo("a state");
        Answer first = tokens(exchange(authorized.text("code"))).expect(200);
        assertAnswer(first);
        Answer second = tokens(refresh(first)).expect(200);
        assertAnswer(second);
        assertThat(second.text("refresh_token")).isNotEqualTo(first.text("refresh_token"));
        Answer live = second;
        for (int generation = 0; generation <= FirstUses.MAX; generation++) {
            live = tokens(refresh(live)).expect(200);
        }
        assertThat(tokens(refresh(first)).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(tokens(refresh(live)).expect(400).text("error")).isEqualTo("invalid_grant");
    }

    private void assertAnswer(Answer tokens) {
        JsonNode body = tokens.json();
        assertThat(tokens.text("token_type")).isEqualTo("Bearer");
        assertThat(body.path("expires_in").intValue()).isBetween(86_395, 86_400);
        assertThat(tokens.text("refresh_token")).isNotBlank();
        assertThat(tokens.text("scope")).isEmpty();
        JsonNode claims = Claims.parse(tokens.text("access_token"));
        assertThat(claims.path("sub")).isEqualTo(Claims.parse(userJwt).path("sub"));
        assertThat(claims.path("iss").textValue()).isEqualTo(demo.issuer(entryPoint));
    }

    @Test
    void bodiesAsJson() {
        String code = authorize(request()).expect(200).text("code");
        Answer first = http.json(demo.oauth(entryPoint, "/token"), exchange(code), headers())
                .expect(200);
        assertAnswer(first);
        assertAnswer(http.json(demo.oauth(entryPoint, "/token"), refresh(first), headers())
                .expect(200));
    }

    @Test
    void aBrowserWithoutTheJwtGetsTheLoginAndOutOfBandPages() {
        try (Browser browser = Browser.start()) {
            browser.open(URI.create(demo.oauth(entryPoint, "/authorize") + "?" + Http.encode(request())));
            browser.fill(By.id("username"), "demo");
            browser.submit(By.id("password"), "demo");
            browser.await(By.id("oob"));
            assertThat(browser.title()).startsWith("Success code=");
            String code = browser.title().substring("Success code=".length());
            assertThat(code).matches(Login.CODE);
            assertAnswer(tokens(exchange(code)).expect(200));

            // The session is this browser's, also where the next request starts at the root again.
            browser.open(URI.create(demo.oauth(entryPoint, "/authorize") + "?" + Http.encode(request())));
            browser.await(By.id("oob"));
        }
    }

    @Test
    void requiredParametersAtAuthorize() {
        Map<String, String> errors = Map.of(
                "response_type", "invalid_request",
                "state", "invalid_request",
                "code_challenge", "invalid_request",
                "code_challenge_method", "invalid_request");
        errors.forEach((missing, error) -> {
            Answer refused = authorize(Demo.without(request(), missing));
            assertThat(refused.status()).as(missing).isEqualTo(400);
            assertThat(refused.text("error")).as(missing).isEqualTo(error);
            assertThat(refused.text("error_description")).as(missing).isNotBlank();
        });
        for (String missing : List.of("redirect_uri", "client_id")) {
            assertThat(authorize(Demo.without(request(), missing)).status())
                    .as(missing)
                    .isEqualTo(400);
        }
        assertInvalid(Map.of("code_challenge_method", "plain"), "invalid_request");
        assertInvalid(Map.of("response_type", "token"), "unauthorized_client");
    }

    private void assertInvalid(Map<String, String> change, String error) {
        Answer refused = authorize(Demo.with(request(), change)).expect(400);
        assertThat(refused.text("error")).isEqualTo(error);
        assertThat(refused.text("error_description")).isNotBlank();
        assertThat(refused.text("state")).isEqualTo("a state");
    }

    @Test
    void bothHeadersAtAuthorize() {
        URI authorize = URI.create(demo.oauth(entryPoint, "/authorize") + "?" + Http.encode(request()));
        http.get(authorize, "Accept", "application/json", JWT_HEADER, userJwt).expect(401);
        Answer nobody = http.get(authorize, "Accept", "application/json", ApiKeys.HEADER, key.secret())
                .expect(400);
        assertThat(nobody.text("error")).isEqualTo("login_required");
        assertThat(nobody.text("error_description")).isNotBlank();
        assertThat(nobody.text("state")).isEqualTo("a state");
    }

    @Test
    void theRegisteredRedirectUriIsRequired() {
        String code = authorize(request()).expect(200).text("code");
        for (Map<String, String> refused : List.of(
                Demo.without(exchange(code), "redirect_uri"),
                Demo.with(exchange(code), Map.of("redirect_uri", "urn:ietf:wg:oauth:2.0:oob")))) {
            assertInvalidRequest(tokens(refused));
        }
        Answer first = tokens(exchange(code)).expect(200);
        for (Map<String, String> refused : List.of(
                Demo.without(refresh(first), "redirect_uri"),
                Demo.with(refresh(first), Map.of("redirect_uri", Demo.CALLBACK)))) {
            assertInvalidRequest(tokens(refused));
        }
        tokens(refresh(first)).expect(200);
    }

    private static void assertInvalidRequest(Answer refused) {
        assertThat(refused.expect(400).text("error")).isEqualTo("invalid_request");
        assertThat(refused.text("error_description")).contains("redirect_uri");
    }

    @Test
    void theClientIdIsRequired() {
        String code = authorize(request()).expect(200).text("code");
        assertThat(tokens(Demo.without(exchange(code), "client_id")).expect(401).text("error"))
                .isEqualTo("invalid_client");
        Answer first = tokens(exchange(code)).expect(200);
        tokens(Demo.without(refresh(first), "client_id")).expect(401);
        tokens(refresh(first)).expect(200);
    }

    @Test
    void otherGrantsAreRejected() {
        Map<String, String> password = Map.of(
                "grant_type", "password",
                "client_id", "oob-apikey",
                "redirect_uri", AUTO,
                "username", "demo",
                "password", "demo");
        Map<String, String> clientCredentials =
                Map.of("grant_type", "client_credentials", "client_id", "oob-apikey", "redirect_uri", AUTO);
        for (Map<String, String> other : List.of(password, clientCredentials)) {
            assertThat(tokens(other).expect(401).text("error")).isEqualTo("invalid_token");
            assertThat(demo.realm().events().get(0).at("/details/reason").asText())
                    .isEqualTo("user_jwt_other_grant");
        }
    }

    @Test
    void bothHeadersAtTheTokenEndpoint() {
        String code = authorize(request()).expect(200).text("code");
        bothHeaders(exchange(code));
        Answer first = tokens(exchange(code)).expect(200);
        bothHeaders(refresh(first));
        tokens(refresh(first)).expect(200);
    }

    /** Missing, wrong, and of another client. */
    private void bothHeaders(Map<String, String> parameters) {
        for (String[] noKey : List.of(
                new String[] {JWT_HEADER, userJwt},
                new String[] {JWT_HEADER, userJwt, ApiKeys.HEADER, "nonsense"},
                new String[] {JWT_HEADER, userJwt, ApiKeys.HEADER, keyOfAnother.secret()})) {
            assertRefused(parameters, "invalid_client", noKey);
        }
        for (String[] noJwt : List.of(
                new String[] {ApiKeys.HEADER, key.secret()},
                new String[] {ApiKeys.HEADER, key.secret(), JWT_HEADER, "nonsense"},
                new String[] {ApiKeys.HEADER, key.secret(), JWT_HEADER, jwtOfAClient()})) {
            assertRefused(parameters, "invalid_token", noJwt);
        }
    }

    private void assertRefused(Map<String, String> parameters, String error, String... headers) {
        assertThat(http.form(demo.oauth(entryPoint, "/token"), parameters, headers)
                        .expect(401)
                        .text("error"))
                .isEqualTo(error);
    }

    /** A valid access token of the realm for another client and another user. */
    private String jwtOfAClient() {
        return http.form(
                        demo.oauth(entryPoint, "/token"),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("scoped", "scoped-secret-0123456789"))
                .expect(200)
                .text("access_token");
    }

    private static Map<String, String> request() {
        return Demo.request("oob-apikey", Map.of("redirect_uri", AUTO));
    }

    private Answer authorize(Map<String, String> request) {
        return http.get(
                URI.create(demo.oauth(entryPoint, "/authorize") + "?" + Http.encode(request)),
                "Accept",
                "application/json",
                ApiKeys.HEADER,
                key.secret(),
                JWT_HEADER,
                userJwt);
    }

    private Answer tokens(Map<String, String> parameters) {
        return http.form(demo.oauth(entryPoint, "/token"), parameters, headers());
    }

    private String[] headers() {
        return new String[] {ApiKeys.HEADER, key.secret(), JWT_HEADER, userJwt};
    }

    private static Map<String, String> exchange(String code) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "oob-apikey",
                "redirect_uri",
                AUTO,
                "code",
                code,
                "code_verifier",
                Demo.VERIFIER);
    }

    private static Map<String, String> refresh(Answer tokens) {
        return Map.of(
                "grant_type",
                "refresh_token",
                "client_id",
                "oob-apikey",
                "redirect_uri",
                AUTO,
                "refresh_token",
                tokens.text("refresh_token"));
    }
}
