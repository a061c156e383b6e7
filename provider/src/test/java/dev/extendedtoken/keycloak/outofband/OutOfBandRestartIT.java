package dev.extendedtoken.keycloak.outofband;

import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.AUTO;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.COPY;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.PASSWORD;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.authorize;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.codeOn;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.exchange;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.request;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.title;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Out-of-band logins that are reloaded, restarted or begun without the authorization endpoint. */
@Tag("version")
@KeycloakTest
class OutOfBandRestartIT {

    private static final Pattern BACK_TO_LOGIN = Pattern.compile("href=\"([^\"]*/login-actions/authenticate[^\"]*)\"");

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return OutOfBandRealm.clients("out-of-band-restart");
    }

    /** A link to an expired login is checked as an authorization request is. */
    @ParameterizedTest
    @CsvSource({
        "cli, " + COPY + ", Denied error=temporarily_unavailable",
        "cli, " + AUTO + ", Denied error=temporarily_unavailable",
        "unmatched, " + COPY + ", Sign in to out-of-band-restart",
        "wildcard, " + AUTO + ", Sign in to out-of-band-restart"
    })
    void aLinkToAnExpiredLogin(String client, String uri, String title) {
        Http browser = Http.browser();
        Login.at(authorize(realm, request("cli", COPY)), browser)
                .answerTo("ann", PASSWORD)
                .expect(200);
        for (String mode : List.of("query", "fragment", "form_post", "jwt")) {
            String data = "{\"ru\":\"" + uri + "\",\"rt\":\"code\",\"rm\":\"" + mode
                    + "\",\"st\":\"<script>alert(1)</script>\"}";
            Answer answer = browser.get(linkToALostLogin(client, data));
            assertThat(answer.status()).as("%s %s", mode, answer).isEqualTo(400);
            assertThat(title(answer)).isEqualTo(title);
            assertThat(answer.body()).doesNotContain("alert(1)");
        }
    }

    /** The login form is sent again after the code was shown. The page says that it is shown only once. */
    @ParameterizedTest
    @ValueSource(strings = {COPY, AUTO})
    void reload(String uri) {
        Http browser = Http.browser();
        Answer form = browser.get(authorize(realm, request("cli", uri)));
        String code = codeOn(Login.signIn(browser, form, "ann", PASSWORD).expect(200));
        Answer again = Login.signIn(browser, form, "ann", PASSWORD);
        while (again.status() == 302) {
            again = browser.get(Login.location(again));
        }
        assertThat(title(again.expect(400))).isEqualTo("Denied error=temporarily_unavailable");
        assertThat(again.body())
                .contains(
                        "This page is shown only once",
                        "You have done nothing wrong",
                        "<code>temporarily_unavailable</code>")
                .doesNotContain(code);
        http.form(realm.token(), exchange("cli", uri, code)).expect(200);
    }

    /** Other errors keep their text. */
    @Test
    void reloadOfAnError() {
        Answer refused = http.get(authorize(realm, request("cli", COPY, "scope", "openid nonsense")));
        assertThat(title(refused.expect(400))).isEqualTo("Denied error=invalid_scope");
        assertThat(refused.body()).contains("Sign-in was not completed").doesNotContain("only once");
    }

    /** A login that begins without the authorization endpoint, and without PKCE. */
    @ParameterizedTest
    @CsvSource({
        "cli, " + COPY + ", 400",
        "cli, " + AUTO + ", 400",
        "unmatched, " + COPY + ", 400",
        "unmatched, " + AUTO + ", 400",
        "web, http://app.example/callback, 302"
    })
    void aPasswordResetThatReturnsToTheLogin(String client, String uri, int status) {
        Http browser = Http.browser();
        Answer form = browser.get(realm.uri(
                "/login-actions/reset-credentials?" + Http.encode(Map.of("client_id", client, "redirect_uri", uri))));
        Matcher back = BACK_TO_LOGIN.matcher(form.expect(200).body());
        assertThat(back.find()).isTrue();
        Answer login = browser.get(realm.uri("").resolve(back.group(1).replace("&amp;", "&")));
        Answer answer = Login.signIn(browser, login, "ann", PASSWORD);
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.header("Location").isPresent()).isEqualTo(status == 302);
        assertThat(answer.body()).doesNotContainPattern(Login.CODE);
    }

    /** The login began for an address; the link that restarts it names the URN. */
    @ParameterizedTest
    @ValueSource(strings = {COPY, AUTO})
    void aRestartWithAnotherRedirectUri(String uri) {
        Answer answer = restarted("http://app.example/callback", uri);
        assertThat(answer.status()).as("%s", answer).isEqualTo(400);
        assertThat(answer.body()).contains("Invalid parameter: redirect_uri");
        assertThat(answer.body()).doesNotContainPattern(Login.CODE);
    }

    /** The same for a login that began for the URN: it goes on where it began. */
    @ParameterizedTest
    @CsvSource({COPY + "," + COPY, AUTO + "," + AUTO, COPY + ", http://app.example/callback"})
    void aRestartOfAnOutOfBandLogin(String uri, String claimed) {
        String code = codeOn(restarted(uri, claimed).expect(200));
        http.form(realm.token(), exchange("web-and-page", uri, code)).expect(200);
    }

    /** How a login ends that was lost and is begun again by a link that claims another redirect URI. */
    private static Answer restarted(String requested, String claimed) {
        Http browser = Http.browser();
        browser.get(authorize(realm, request("web-and-page", requested))).expect(200);
        browser.forget("AUTH_SESSION_ID");
        URI again =
                URI.create(browser.get(linkToALostLogin("web-and-page", "{\"ru\":\"" + claimed + "\",\"rt\":\"code\"}"))
                        .expect(302)
                        .header("Location")
                        .orElseThrow());
        return Login.signIn(browser, browser.get(again), "ann", PASSWORD);
    }

    private static URI linkToALostLogin(String client, String clientData) {
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(clientData.getBytes(StandardCharsets.UTF_8));
        return realm.uri("/login-actions/authenticate?"
                + Http.encode(Map.of("client_id", client, "tab_id", "nosuchtab", "client_data", encoded)));
    }
}
