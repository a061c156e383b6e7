package dev.extendedtoken.keycloak.endpoint.login;

import static dev.extendedtoken.keycloak.endpoint.login.HeadlessRequests.JSON;
import static dev.extendedtoken.keycloak.endpoint.login.HeadlessRequests.assertError;
import static dev.extendedtoken.keycloak.endpoint.login.HeadlessRequests.assertNoBrowserHeaders;
import static dev.extendedtoken.keycloak.endpoint.login.HeadlessRequests.exchange;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.DEMO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.HEADER;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.userjwt.UserJwtRealm;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Authorization requests that are answered in JSON: the user JWT is the login, without a page, a cookie or CORS
 * headers.
 */
@Tag("modes")
@Tag("version")
@KeycloakTest
@WithAliases
class HeadlessLoginIT {

    private static final SigningKey KEY = SigningKey.generate();

    @InjectRealm
    private static UserJwtRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return HeadlessRequests.realmFile("headless-login");
    }

    @Test
    void codeWithoutAPageOrACookie() {
        Answer answer = realm.headless(request(), HEADER, realm.jwt()).expect(200);
        assertThat(answer.json().fieldNames()).toIterable().containsExactlyInAnyOrder("code", "state", "iss");
        assertThat(answer.text("code")).matches(Login.CODE);
        assertThat(answer.text("state")).isEqualTo("a-state");
        assertThat(answer.text("iss")).isEqualTo(realm.realm().uri("").toString());
        assertNoBrowserHeaders(answer);
        Answer tokens = exchange(realm, "headless", answer.text("code"), HEADER, realm.jwt())
                .expect(200);
        assertThat(Claims.parse(tokens.text("id_token"))
                        .get("preferred_username")
                        .textValue())
                .isEqualTo(DEMO);
        assertThat(realm.realm().events("LOGIN")).anyMatch(event -> event.path("details")
                .path("user_jwt_issued_to")
                .asText()
                .equals("shop"));
        assertThat(realm.realm().events().toString()).doesNotContain(answer.text("code"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON;q=0.9, */*;q=0.1", "text/plain, application/json"})
    void jsonForAcceptHeadersWithJson(String accept) {
        http.get(realm.authorize(request()), "Accept", accept, HEADER, realm.jwt())
                .expect(200)
                .json();
    }

    @Test
    void restrictedAndOfflineTokensAreRejected() {
        realm.allowOfflineTokens(DEMO);
        String offline = realm.login("shop", DEMO, "openid offline_access").text("access_token");
        assertError(realm.headless(request(), HEADER, offline), "login_required");
    }

    @Test
    void existingCookiesAreKept() {
        Answer answer = realm.headless(
                request(), HEADER, realm.jwt(), "Cookie", "AUTH_SESSION_ID_LEGACY=x; KEYCLOAK_IDENTITY_LEGACY=y");
        assertNoBrowserHeaders(answer.expect(200));
    }

    @ParameterizedTest
    @CsvSource({
        "prompt, login",
        "max_age, 0",
        "prompt, create",
        "prompt, select_account",
        "scope, openid offline_access",
        "kc_action, UPDATE_PASSWORD",
        "acr_values, 2",
        "kc_idp_hint, nobody"
    })
    void requestsThatNeedThePersonAreRejected(String parameter, String value) {
        String jwt = realm.jwt();
        Answer answer = realm.headless(request(parameter, value), HEADER, jwt);
        assertNoBrowserHeaders(answer);
        if (!parameter.equals("kc_idp_hint")) {
            assertThat(answer.expect(400).text("error")).isIn("login_required", "invalid_request");
        }
    }

    /** A flow for headless clients has no login form. */
    @Test
    void aFlowWithOnlyTheUserJwtStep(Keycloak keycloak) {
        RealmFile file = UserJwtRealm.file("headless-only");
        JsonNode steps = file.representation().at("/authenticationFlows/0/authenticationExecutions");
        while (steps.size() > 1) {
            ((ArrayNode) steps).remove(1);
        }
        try (UserJwtRealm only = UserJwtRealm.create(keycloak, file)) {
            assertError(only.headless(request()), "login_required");
            assertError(only.headless(request(), HEADER, "nonsense"), "login_required");
            only.headless(request(), HEADER, only.jwt()).expect(200);
        }
    }

    @Test
    void consentNeedsInteraction() {
        assertError(realm.headless(request("client_id", "asking"), HEADER, realm.jwt()), "interaction_required");
    }

    @Test
    void aRequiredActionNeedsInteraction() {
        String jwt = realm.jwt("shop", "bob");
        String bob = "/" + realm.realm().name() + "/users/" + realm.userId("bob");
        realm.realm()
                .admin()
                .put(bob, Map.of("requiredActions", List.of("UPDATE_PASSWORD")))
                .expect(204);
        try {
            assertError(realm.headless(request(), HEADER, jwt), "interaction_required");
        } finally {
            realm.realm().admin().put(bob, Map.of("requiredActions", List.of())).expect(204);
        }
        realm.headless(request(), HEADER, jwt).expect(200);
    }

    @Test
    void aTokenOfAnotherClientIsRejected() {
        assertError(realm.headless(request(), HEADER, realm.jwt("other", DEMO)), "login_required");
        assertThat(realm.realm().events("LOGIN_ERROR"))
                .anyMatch(event -> event.path("details").path("reason").asText().equals("user_jwt_other_client"));
    }

    @ParameterizedTest
    @CsvSource({
        "client_id, nobody, invalid_request",
        "client_id, unlisted, invalid_request",
        "client_id, '', invalid_request",
        "response_type, token, unsupported_response_type",
        "response_type, code token, unsupported_response_type",
        "response_mode, form_post, invalid_request",
        "response_mode, fragment, invalid_request",
        "code_challenge, '', invalid_request",
        "code_challenge_method, plain, invalid_request",
        "scope, nonsense, invalid_scope",
        "request, nonsense, invalid_request",
        "request_uri, urn:ietf:params:oauth:request_uri:nonsense, invalid_request"
    })
    void errorsAreInJson(String parameter, String value, String error) {
        Answer answer =
                realm.headless(request(parameter, value), HEADER, realm.jwt()).expect(400);
        assertThat(answer.text("state")).isEqualTo("a-state");
        assertThat(answer.text("error_description")).isNotBlank();
        assertThat(answer.text("error")).isIn(error, "invalid_request", "unauthorized_client");
        assertNoBrowserHeaders(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"urn:ietf:wg:oauth:2.0:oob", "https://example.com", "urn:ietf:wg:oauth:2.0:oob:AUTO"})
    void otherRedirectUrisGetKeycloaksPages(String uri) {
        Answer answer = realm.headless(request("redirect_uri", uri), HEADER, realm.jwt());
        assertThat(answer.expect(400).body()).isEqualTo("{\"error\":\"Invalid parameter: redirect_uri\"}");
    }

    @Test
    void postedRequest() {
        Answer answer = http.form(
                        realm.realm().uri("/protocol/openid-connect/auth"),
                        request(),
                        "Accept",
                        JSON,
                        HEADER,
                        realm.jwt())
                .expect(200);
        assertNoBrowserHeaders(answer);
        assertThat(answer.text("code")).matches(Login.CODE);
    }

    /** Keycloak ignores it. */
    @Test
    void aTooLongStateIsIgnored() {
        URI uri = realm.realm().uri("/protocol/openid-connect/auth");
        for (String[] headers :
                List.of(new String[] {"Accept", JSON}, new String[] {"Accept", JSON, HEADER, realm.jwt()})) {
            Answer answer = http.form(uri, request("state", "s".repeat(4_001)), headers);
            assertThat(answer.json().has("state")).isFalse();
            Answer longest = http.form(uri, request("state", "s".repeat(4_000)), headers);
            assertThat(longest.text("state")).hasSize(4_000);
        }
    }

    @Test
    void aliasPaths() {
        for (String alias : List.of("/oauth/authorize", "/as/authorize")) {
            URI uri = realm.realm().uri(alias + "?" + Http.encode(request()));
            assertNoBrowserHeaders(
                    http.get(uri, "Accept", JSON, HEADER, realm.jwt()).expect(200));
            assertError(http.get(uri, "Accept", JSON), "login_required");
        }
    }

    @Test
    void pushedRequest() {
        for (boolean signedIn : new boolean[] {true, false}) {
            String requestUri = http.form(
                            realm.realm().uri("/protocol/openid-connect/ext/par/request"),
                            request("client_id", "signed"),
                            "Authorization",
                            Http.basic("signed", "signed-secret"))
                    .expect(201)
                    .text("request_uri");
            Map<String, String> pushedRequest = Map.of("client_id", "signed", "request_uri", requestUri);
            if (signedIn) {
                Answer answer =
                        realm.headless(pushedRequest, HEADER, realm.jwt()).expect(200);
                assertThat(answer.text("state")).isEqualTo("a-state");
                assertNoBrowserHeaders(answer);
                realm.headless(pushedRequest, HEADER, realm.jwt()).expect(400);
            } else {
                assertError(realm.headless(pushedRequest), "login_required");
            }
        }
    }

    @Test
    void aClientWithAKeyPolicyNeedsItsKey() {
        String jwt = realm.jwt();
        Map<String, String> request = request("client_id", "keyed");
        for (String[] key : new String[][] {{}, {"x-api-key", "wrong"}}) {
            Answer refused =
                    realm.headless(request, UserJwtRealm.with(key, HEADER, jwt)).expect(401);
            assertThat(refused.text("error")).isEqualTo("invalid_client");
            assertNoBrowserHeaders(refused);
        }
        String[] key = ApiKeys.forRealm(realm.realm()).issue("keyed").header();
        assertNoBrowserHeaders(
                realm.headless(request, UserJwtRealm.with(key, HEADER, jwt)).expect(200));
        String basic = Http.basic("headless", "");
        realm.headless(request, HEADER, jwt, "Authorization", basic).expect(401);
        assertThat(http.get(realm.authorize(request), "Accept", "text/html")
                        .expect(200)
                        .body())
                .as("a browser has no key")
                .contains("kc-form-login");
    }

    @Test
    void aBoundTokenNeedsItsProof() {
        String jwt = realm.login(
                        "dpop-shop",
                        DEMO,
                        "openid",
                        "DPoP",
                        proof("POST", realm.realm().token(), t -> t))
                .text("access_token");
        URI endpoint = realm.realm().uri("/protocol/openid-connect/auth");
        UnaryOperator<Jwt> ofToken = proof -> proof.claim("ath", SigningKey.sha256(jwt));
        assertError(realm.headless(request(), HEADER, jwt), "login_required");
        assertError(realm.headless(request(), HEADER, jwt, "DPoP", proof("GET", endpoint, t -> t)), "login_required");
        assertError(realm.headless(request(), HEADER, jwt, "DPoP", proof("POST", endpoint, ofToken)), "login_required");
        String proof = proof("GET", endpoint, ofToken);
        realm.headless(request(), HEADER, jwt, "DPoP", proof).expect(200);
        assertError(realm.headless(request(), HEADER, jwt, "DPoP", proof), "login_required");
    }

    private static String proof(String method, URI uri, UnaryOperator<Jwt> more) {
        return more.apply(Jwt.proof(method, uri, KEY)).signedBy(KEY);
    }

    /** The authentication time is that of the user JWT, so that an old login does not become a fresh one. */
    @Test
    void authTimeIsThatOfTheJwt() {
        Answer login = realm.login("shop", DEMO, "openid");
        Answer answer = realm.headless(request("max_age", "3600"), HEADER, login.text("access_token"))
                .expect(200);
        Answer tokens = exchange(realm, "headless", answer.text("code"), HEADER, login.text("access_token"))
                .expect(200);
        long then = Claims.parse(login.text("access_token")).get("iat").longValue();
        assertThat(Claims.parse(tokens.text("id_token")).get("auth_time").longValue())
                .isBetween(then - 1, then);
        assertThat(Claims.parse(tokens.text("id_token")).get("acr").textValue()).isEqualTo("0");
        assertThat(Claims.parse(tokens.text("id_token")).get("sid"))
                .isNotEqualTo(Claims.parse(login.text("access_token")).get("sid"));
    }
}
