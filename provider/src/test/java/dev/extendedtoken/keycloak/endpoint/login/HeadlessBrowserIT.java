package dev.extendedtoken.keycloak.endpoint.login;

import static dev.extendedtoken.keycloak.endpoint.login.HeadlessRequests.JSON;
import static dev.extendedtoken.keycloak.endpoint.login.HeadlessRequests.assertError;
import static dev.extendedtoken.keycloak.endpoint.login.HeadlessRequests.assertNoBrowserHeaders;
import static dev.extendedtoken.keycloak.endpoint.login.HeadlessRequests.exchange;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.AUTO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.DEMO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.HEADER;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.userjwt.UserJwtRealm;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Authorization requests with a user JWT in a browser: pages, sessions and single sign-on. */
@Tag("modes")
@Tag("version")
@KeycloakTest
@WithAliases
class HeadlessBrowserIT {

    @InjectRealm
    private static UserJwtRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return HeadlessRequests.realmFile("headless-browser");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "*/*", "application/json, text/html;q=0.5", "text/html,application/json"})
    void pageForAcceptHeadersWithHtml(String accept) {
        Answer page = http.get(realm.authorize(request()), "Accept", accept, HEADER, realm.jwt())
                .expect(200);
        assertThat(page.body()).contains("<title>Success code=");
        assertThat(page.headers().allValues("Set-Cookie"))
                .noneMatch(cookie -> cookie.startsWith("KEYCLOAK_IDENTITY") || cookie.startsWith("KEYCLOAK_SESSION"));
    }

    @Test
    void aBrowserWithoutTheHeaderGetsTheLoginPage() {
        Http browser = Http.browser();
        Answer page = Login.at(realm.authorize(request()), browser).answerTo(DEMO, DEMO);
        assertThat(page.expect(200).body()).contains("<title>Success code=");
        assertThat(page.headers().allValues("Set-Cookie")).anyMatch(cookie -> cookie.startsWith("KEYCLOAK_IDENTITY"));
    }

    @Test
    void aBrowserWithAnInvalidJwtGetsTheLoginPage() {
        assertThat(http.get(realm.authorize(request()), "Accept", "text/html", HEADER, realm.jwt("other", DEMO))
                        .expect(200)
                        .body())
                .contains("kc-form-login");
    }

    /** The login creates no browser session and does not end an existing one. */
    @Test
    void noSsoForABrowserWithAJwt() {
        Http browser = Http.browser();
        browser.get(realm.authorize(request()), "Accept", "text/html", HEADER, realm.jwt())
                .expect(200);
        assertThat(browser.get(realm.authorize(request("prompt", "none")), "Accept", "text/html")
                        .body())
                .contains("<title>Denied error=login_required");
        Http signedIn = realm.signedInBrowser(DEMO);
        signedIn.get(realm.authorize(request()), "Accept", "text/html", HEADER, realm.jwt())
                .expect(200);
        assertThat(signedIn.get(realm.authorize(request("prompt", "none")), "Accept", "text/html")
                        .body())
                .contains("<title>Success code=");
    }

    @Test
    void anSsoCookieAloneIsNotEnough() {
        Http browser = realm.signedInBrowser(DEMO);
        assertError(browser.get(realm.authorize(request()), "Accept", JSON), "login_required");
        assertError(browser.get(realm.authorize(request()), "Accept", JSON, HEADER, "nonsense"), "login_required");
        Answer others = browser.get(realm.authorize(request()), "Accept", JSON, HEADER, realm.jwt("shop", "bob"))
                .expect(200);
        assertNoBrowserHeaders(others);
        Answer tokens = exchange(realm, "headless", others.text("code"), HEADER, realm.jwt("shop", "bob"))
                .expect(200);
        assertThat(Claims.parse(tokens.text("id_token"))
                        .get("preferred_username")
                        .textValue())
                .isEqualTo("bob");
        assertThat(browser.get(realm.authorize(request("prompt", "none")), "Accept", "text/html")
                        .body())
                .as("the browser's own session")
                .contains("<title>Success code=");
    }

    /** The session is independent of the browser's session, for the same user and for another. */
    @ParameterizedTest
    @ValueSource(strings = {DEMO, "bob"})
    void theSessionIsSeparateFromTheBrowsersSession(String user) {
        Http browser = realm.signedInBrowser(DEMO);
        Answer page = browser.get(realm.authorize(request()), "Accept", "text/html", HEADER, realm.jwt("shop", user))
                .expect(200);
        Answer own = browser.get(realm.authorize(request("prompt", "none")), "Accept", "text/html");
        assertThat(session(own)).isNotEqualTo(session(page));
        Http other = Http.browser();
        other.get(realm.authorize(request()), "Accept", "text/html", HEADER, realm.jwt("shop", user))
                .expect(200);
        assertThat(Login.at(realm.authorize(request()), other)
                        .answerTo(DEMO, DEMO)
                        .expect(200)
                        .body())
                .as("who signs in after that")
                .contains("<title>Success code=");
    }

    /** The second part of the code is its session. */
    private static String session(Answer page) {
        String title = page.expect(200).body().replaceAll("(?s).*<title>Success code=([^<]+)<.*", "$1");
        assertThat(title).matches(Login.CODE);
        return title.split("\\.")[1];
    }

    /** A login that started with a page continues with pages, whatever later Accept headers say. */
    @Test
    void aLoginOnPagesIsNotAnsweredInJson() {
        Http browser = Http.browser();
        URI form = Login.formOn(
                browser.get(realm.authorize(request()), "Accept", "text/html").expect(200));
        Answer answer = browser.form(form, Map.of("username", DEMO, "password", DEMO), "Accept", JSON);
        assertThat(answer.expect(200).body()).contains("<title>Success code=");
    }

    /** The pushed or signed parameters count, not those in the query. */
    @Test
    void anotherRedirectUriInThePushedRequest() {
        String requestUri = http.form(
                        realm.realm().uri("/protocol/openid-connect/ext/par/request"),
                        request("client_id", "signed", "redirect_uri", "https://app.example/"),
                        "Authorization",
                        Http.basic("signed", "signed-secret"))
                .expect(201)
                .text("request_uri");
        Http browser = realm.signedInBrowser(DEMO);
        Answer answer = browser.get(
                realm.authorize(Map.of(
                        "client_id", "signed", "request_uri", requestUri, "redirect_uri", AUTO, "state", "a-state")),
                "Accept",
                JSON);
        assertError(answer, "invalid_request");
    }

    /** Registration and password reset need a page. */
    @ParameterizedTest
    @ValueSource(strings = {"registrations", "forgot-credentials"})
    void registrationAndPasswordResetGetNoJson(String path) {
        Answer answer = http.get(
                realm.realm().uri("/protocol/openid-connect/" + path + "?" + Http.encode(request())),
                "Accept",
                JSON,
                HEADER,
                realm.jwt());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
    }
}
