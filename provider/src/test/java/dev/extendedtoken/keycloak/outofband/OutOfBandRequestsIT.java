package dev.extendedtoken.keycloak.outofband;

import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.AUTO;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.BOTH;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.COPY;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.PASSWORD;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.authorize;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.codeOn;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.exchange;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.request;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.signIn;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.title;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.DevicePage;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authorization requests with an out-of-band redirect URI: which of them get the page, its headers and its errors. */
@Tag("version")
@KeycloakTest
class OutOfBandRequestsIT {

    @InjectRealm
    private static TestRealm realm;

    @InjectRealm("plainFile")
    private static TestRealm plain;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return OutOfBandRealm.clients("out-of-band");
    }

    static RealmFile plainFile() {
        return RealmFile.named("out-of-band-plain")
                .client("cli", Map.of("publicClient", true, "redirectUris", BOTH))
                .user("ann", PASSWORD);
    }

    @ParameterizedTest
    @Tag("smoke")
    @ValueSource(strings = {COPY, AUTO})
    void aCodeOnAPage(String uri) {
        Answer page = signIn(realm, request("cli", uri)).expect(200);
        String code = codeOn(page);
        assertThat(title(page)).isEqualTo("Success code=" + code);
        assertThat(page.header("Location")).isEmpty();
        http.form(realm.token(), exchange("cli", uri, code)).expect(200);
        assertThat(realm.events()).isNotEmpty().noneMatch(event -> event.toString()
                .contains(code));
    }

    @Test
    void byPostAndForAConfidentialClient() {
        Http browser = Http.browser();
        Answer form = browser.form(realm.uri("/protocol/openid-connect/auth"), request("confidential", COPY));
        Answer page = Login.signIn(browser, form, "ann", PASSWORD);
        http.form(
                        realm.token(),
                        exchange("confidential", COPY, codeOn(page.expect(200))),
                        "Authorization",
                        Http.basic("confidential", "confidential-secret"))
                .expect(200);
        Answer error = http.form(
                realm.uri("/protocol/openid-connect/auth"),
                request("confidential", COPY, "response_mode", "form_post"));
        assertThat(title(error.expect(400))).isEqualTo("Denied error=invalid_request");
    }

    @ParameterizedTest
    @CsvSource({COPY + "," + AUTO, AUTO + "," + COPY, COPY + ", URN:ietf:wg:oauth:2.0:oob", COPY + "," + COPY + ":"})
    void theExchangeNeedsTheIdenticalUrn(String requested, String exchanged) {
        String code = codeOn(signIn(realm, request("cli", requested)).expect(200));
        Answer error =
                http.form(realm.token(), exchange("cli", exchanged, code)).expect(400);
        assertThat(error.text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void theExchangeNeedsTheUrn() {
        String code = codeOn(signIn(realm, request("cli", COPY)).expect(200));
        Map<String, String> parameters = new LinkedHashMap<>(exchange("cli", COPY, code));
        parameters.remove("redirect_uri");
        assertThat(http.form(realm.token(), parameters).expect(400).text("error"))
                .isEqualTo("invalid_grant");
    }

    @Test
    void headersOfAPageThatHoldsACode() {
        Answer page = signIn(realm, request("cli", COPY)).expect(200);
        assertThat(page.headers().allValues("Cache-Control")).hasSize(1).allMatch(value -> value.contains("no-store"));
        assertThat(page.headers().allValues("Referrer-Policy")).containsExactly("no-referrer");
        assertThat(page.headers().allValues("X-Frame-Options")).containsExactly("DENY");
        assertThat(page.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(page.headers().allValues("Content-Security-Policy"))
                .hasSize(1)
                .allMatch(policy -> policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
                .noneMatch(policy -> policy.contains("unsafe"));
        assertThat(page.headers().allValues("Content-Type")).containsExactly("text/html;charset=utf-8");
        assertThat(page.headers().map().keySet()).noneMatch(name -> name.startsWith("access-control"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "response_mode, fragment, invalid_request",
                "response_mode, form_post, invalid_request",
                "response_mode, jwt, invalid_request",
                "response_mode, query.jwt, invalid_request",
                "response_mode, fragment.jwt, invalid_request",
                "response_mode, form_post.jwt, invalid_request",
                "response_mode, nonsense, invalid_request",
                "response_type, token, unsupported_response_type",
                "response_type, id_token, unsupported_response_type",
                "response_type, code id_token, unsupported_response_type",
                "response_type, code token, unsupported_response_type",
                "response_type, none, unsupported_response_type",
                "response_type, nonsense, unsupported_response_type",
                "response_type, -, invalid_request",
                "code_challenge, -, invalid_request",
                "code_challenge_method, -, invalid_request",
                "code_challenge_method, plain, invalid_request",
                "code_challenge_method, nonsense, invalid_request",
                "code_challenge, short, invalid_request",
                "scope, openid nonsense, invalid_scope",
                "prompt, none, login_required"
            })
    void errorsAreShownOnThePage(String parameter, String value, String error) {
        for (String uri : BOTH) {
            for (String mode : new String[] {null, "fragment", "form_post", "jwt"}) {
                Map<String, String> request = request("implicit", uri, "nonce", "n", parameter, value);
                if (mode != null && !parameter.equals("response_mode")) {
                    request.put("response_mode", mode);
                }
                Answer page = http.get(authorize(realm, request));
                assertThat(page.status()).as("%s", request).isEqualTo(400);
                assertThat(title(page)).as("%s", request).startsWith("Denied error=");
                assertThat(page.header("Location")).isEmpty();
                if (mode == null) {
                    assertThat(title(page)).isEqualTo("Denied error=" + error);
                }
            }
        }
    }

    @Test
    void errorsAreDescribed() {
        Answer page = http.get(authorize(realm, request("cli", COPY, "code_challenge_method", "plain")));
        assertThat(page.expect(400).body()).contains("send code_challenge and code_challenge_method=S256");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "unmatched, " + COPY,
                "unmatched, " + AUTO,
                "wildcard, " + COPY,
                "wildcard, " + AUTO,
                "wildcard, urn:ietf:wg:oauth:2.0:oob:other",
                "wildcard, urn:ietf:wg:oauth:2.0:oob#x",
                "wildcard, urn:ietf:wg:oauth:2.0:oob?x=y",
                "wildcard, URN:ietf:wg:oauth:2.0:oob",
                "look-alike, URN:ietf:wg:oauth:2.0:oob",
                "look-alike, urn:ietf:wg:oauth:2.0:oob:other",
                "only-copy, " + AUTO,
                "only-copy, -",
                "web, " + COPY,
                "cli, urn:ietf:wg:oauth:2.0:oob:AUTO",
                "cli, urn:ietf:wg:oauth:2.0:oob%3Aauto",
                "cli, urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob",
                "cli, urn:ietf:wg:oauth:2.0:oob#x",
                "cli, urn:ietf:wg:oauth:2.0:oob?x=y"
            })
    void otherClientsAndSimilarUrisAreRejected(String client, String uri) {
        for (String[] change : new String[][] {
            {},
            {"prompt", "none"},
            {"scope", "email"},
            {"response_type", "token"},
            {"response_mode", "fragment"},
            {"response_mode", "form_post.jwt"}
        }) {
            Map<String, String> request = request(client, uri, change);
            if (uri == null) {
                request.remove("redirect_uri");
            }
            Answer page = http.get(authorize(realm, request));
            assertThat(page.status()).as("%s", request).isEqualTo(400);
            assertThat(page.header("Location")).isEmpty();
            assertThat(title(page)).as("%s", request).doesNotContain("error=");
            assertThat(page.body()).contains("Invalid parameter: redirect_uri");
        }
    }

    @Test
    void aMatchedClientKeepsItsOtherRedirectUris() {
        String code =
                realm.login("web", "http://app.example/callback", Map.of()).codeFor("ann", PASSWORD);
        assertThat(code).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?code=a", "?error=b", "?error=%3Cb%3E&error_description=Call+us", "?code=a&error=b"})
    void keycloaksOutOfBandPageIsNotFound(String query) {
        Answer page = http.get(realm.uri("/protocol/openid-connect/oauth/oob" + query));
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.body()).doesNotContain("Call us");
    }

    @Test
    void aRealmWithoutAPolicyKeepsKeycloaksPage() {
        Answer answer = Login.at(authorize(plain, request("cli", COPY))).answerTo("ann", PASSWORD);
        assertThat(answer.expect(302).header("Location").orElseThrow())
                .contains("/oauth/oob?")
                .contains("code=");
        Answer auto = Login.at(authorize(plain, request("cli", AUTO))).answerTo("ann", PASSWORD);
        assertThat(auto.expect(302).header("Location").orElseThrow()).startsWith(AUTO + "?");
        http.get(plain.uri("/protocol/openid-connect/oauth/oob?code=a")).expect(200);
    }

    /** The login of a device has no redirect URI. */
    @Test
    void deviceLoginIsUnchanged() {
        Answer device = http.form(realm.uri("/protocol/openid-connect/auth/device"), Map.of("client_id", "only-copy"))
                .expect(200);
        new DevicePage().allow(URI.create(device.text("verification_uri_complete")), "ann", PASSWORD);
        http.form(
                        realm.token(),
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:device_code",
                                "client_id",
                                "only-copy",
                                "device_code",
                                device.text("device_code")))
                .expect(200);
    }

    /** A matched client with an ordinary redirect URI. */
    @Test
    void anApplicationInitiatedActionWithARedirectUri() {
        Login login = Login.at(
                authorize(realm, request("web", "http://app.example/callback", "kc_action", "UPDATE_PASSWORD")));
        Answer action = login.answerTo("ann", PASSWORD);
        assertThat(action.status()).isEqualTo(302);
        assertThat(action.header("Location").orElseThrow()).contains("/login-actions/required-action");
    }

    @Test
    void eventsHoldTheReason() {
        http.get(authorize(realm, request("unmatched", COPY))).expect(400);
        http.get(authorize(realm, request("cli", COPY, "code_challenge", null))).expect(400);
        assertThat(realm.events())
                .anyMatch(event -> says(event, "invalid_redirect_uri", "out_of_band_not_granted"))
                .anyMatch(event -> says(event, "invalid_request", "out_of_band_pkce"));
    }

    private static boolean says(JsonNode event, String error, String reason) {
        return event.path("type").asText().equals("LOGIN_ERROR")
                && event.path("error").asText().equals(error)
                && event.at("/details/reason").asText().equals(reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {COPY, AUTO, COPY + ":other"})
    void logoutDoesNotRedirectToTheUrn(String uri) {
        for (String client : List.of("cli", "unmatched", "wildcard")) {
            Map<String, String> request = Map.of("client_id", client, "post_logout_redirect_uri", uri, "state", "s");
            URI logout = realm.uri("/protocol/openid-connect/logout");
            Answer byGet = http.get(URI.create(logout + "?" + Http.encode(request)));
            Answer byPost = http.form(logout, request);
            for (Answer answer : List.of(byGet, byPost)) {
                assertThat(answer.status()).as("%s", answer).isEqualTo(400);
                assertThat(answer.header("Location")).isEmpty();
                assertThat(answer.body()).contains("Invalid redirect uri");
            }
        }
    }

    /** A policy that stops matching during a login applies to that login. */
    @Test
    void policiesAreEvaluatedAgainBeforeTheCodeIsShown() {
        Http browser = Http.browser();
        Answer form = browser.get(authorize(realm, request("switched", COPY))).expect(200);
        setGrant("switched", "false");
        try {
            Answer page = Login.signIn(browser, form, "ann", PASSWORD).expect(400);
            assertThat(page.body()).contains("Invalid parameter: redirect_uri");
            assertThat(page.body()).doesNotContainPattern(Login.CODE);
        } finally {
            setGrant("switched", "true");
        }
    }

    private static void setGrant(String clientId, String value) {
        ObjectNode client = (ObjectNode) realm.client(clientId);
        client.withObject("/attributes").put("oob", value);
        realm.admin()
                .put("/" + realm.name() + "/clients/" + client.get("id").textValue(), client)
                .expect(204);
    }
}
