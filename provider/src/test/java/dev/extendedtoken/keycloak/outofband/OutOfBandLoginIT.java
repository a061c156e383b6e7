package dev.extendedtoken.keycloak.outofband;

import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.AUTO;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.COPY;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.PASSWORD;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.authorize;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.exchange;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.granted;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresChromium;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;

/** Each kind of login in a browser ends on the out-of-band page with the exact title and a valid code. */
@RequiresChromium
@KeycloakTest
class OutOfBandLoginIT {

    private static final By USERNAME_FIELD = By.id("username");
    private static final By PASSWORD_FIELD = By.id("password");
    private static final By PAGE = By.id("oob");
    private static final By VALUE = By.id("oob-code");

    private static final SigningKey KEY = SigningKey.generate();

    @AutoClose
    private static Browser browser;

    @InjectRealm("homeFile")
    private static TestRealm home;

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile homeFile(Keycloak keycloak) {
        return RealmFile.named("out-of-band-home")
                .user("bob", "bob-secret")
                .client(
                        "broker",
                        Map.of(
                                "secret",
                                "broker-secret",
                                "redirectUris",
                                List.of(keycloak.http() + "/realms/out-of-band-login/broker/*")));
    }

    @BeforeAll
    static void prepare() {
        browser = Browser.start();
    }

    static RealmFile realmFile(Keycloak keycloak) {
        return OutOfBandRealm.file("out-of-band-login")
                .with("registrationAllowed", true)
                .with("identityProviders", List.of(identityProvider(keycloak)))
                .user("new", PASSWORD, Map.of("requiredActions", List.of("UPDATE_PASSWORD")))
                .client("asking", granted(Map.of("consentRequired", true)))
                .client(
                        "signing",
                        granted(Map.of(
                                "attributes",
                                Map.of(
                                        "use.jwks.string",
                                        "true",
                                        "jwks.string",
                                        KEY.jwks(),
                                        "request.object.signature.alg",
                                        SigningKey.ALGORITHM,
                                        "request.object.required",
                                        "request only"))));
    }

    private static Map<String, ?> identityProvider(Keycloak keycloak) {
        String itself = keycloak.itself() + "/realms/out-of-band-home/protocol/openid-connect";
        return RealmFile.identityProvider(
                "home",
                URI.create(keycloak.http() + "/realms/out-of-band-home/protocol/openid-connect/auth"),
                itself + "/token",
                itself + "/certs",
                Map.of("acceptsPromptNoneForwardFromClient", "true"));
    }

    @BeforeEach
    void aNewPerson() {
        browser.forget();
        browser.requests();
    }

    @AfterEach
    void oneWindow() {
        List<String> windows = List.copyOf(browser.driver().getWindowHandles());
        windows.subList(1, windows.size()).forEach(window -> {
            browser.driver().switchTo().window(window);
            browser.driver().close();
        });
        browser.driver().switchTo().window(windows.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {COPY, AUTO})
    void login(String uri) {
        open("cli", uri);
        signIn("ann");
        endsWithACode("cli", uri);
    }

    @Test
    void loginAfterAWrongPassword() {
        open("cli", COPY);
        browser.fill(USERNAME_FIELD, "ann");
        browser.submit(PASSWORD_FIELD, "wrong");
        browser.await(By.cssSelector("[id^='input-error']"));
        signIn("ann");
        endsWithACode("cli", COPY);
    }

    @ParameterizedTest
    @ValueSource(strings = {COPY, AUTO})
    void singleSignOn(String uri) {
        open("cli", uri);
        signIn("ann");
        String first = endsWithACode("cli", uri);
        open("cli", uri);
        assertThat(endsWithACode("cli", uri)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = AUTO)
    void promptNone(String uri) {
        open("cli", uri, "prompt", "none");
        endsWith("Denied error=login_required");
        open("cli", uri);
        signIn("ann");
        endsWithACode("cli", uri);
        open("cli", uri, "prompt", "none");
        endsWithACode("cli", uri);
        open("asking", uri, "prompt", "none");
        endsWith("Denied error=interaction_required");
    }

    @ParameterizedTest
    @ValueSource(strings = COPY)
    void consent(String uri) {
        open("asking", uri);
        signIn("ann");
        browser.click(By.name("cancel"));
        endsWith("Denied error=access_denied");
        open("asking", uri);
        signIn("ann");
        browser.click(By.name("accept"));
        endsWithACode("asking", uri);
        realm.admin()
                .delete("/" + realm.name() + "/users/" + user("ann") + "/consents/asking")
                .expect(204);
    }

    @Test
    void requiredAction() {
        open("cli", COPY);
        signIn("new");
        browser.fill(By.id("password-new"), "ann-new-secret");
        browser.submit(By.id("password-confirm"), "ann-new-secret");
        endsWithACode("cli", COPY);
    }

    @ParameterizedTest
    @ValueSource(strings = AUTO)
    void actionOfTheApplicationIsCancelled(String uri) {
        open("cli", uri, "kc_action", "UPDATE_PASSWORD");
        signIn("ann");
        browser.click(By.name("cancel-aia"));
        endsWithACode("cli", uri);
    }

    @Test
    void registration() {
        open("cli", COPY, "prompt", "create");
        register("registered");
        endsWithACode("cli", COPY);
        browser.forget();
        browser.open(realm.uri("/protocol/openid-connect/registrations?" + Http.encode(request("cli", AUTO))));
        register("registered-too");
        endsWithACode("cli", AUTO);
    }

    private static void register(String name) {
        browser.fill(USERNAME_FIELD, name);
        browser.fill(PASSWORD_FIELD, PASSWORD);
        browser.fill(By.id("password-confirm"), PASSWORD);
        browser.fill(By.id("email"), name + "@example.com");
        browser.fill(By.id("firstName"), name);
        browser.submit(By.id("lastName"), "Tester");
    }

    @Test
    void broker() {
        open("cli", COPY);
        browser.click(By.id("social-home"));
        browser.awaitAddress(address -> address.getPath().contains(home.name()));
        browser.fill(USERNAME_FIELD, "bob");
        browser.submit(PASSWORD_FIELD, "bob-secret");
        endsWithACode("cli", COPY);
    }

    @Test
    void brokerThatDeniesAccess() {
        open("cli", AUTO, "prompt", "none", "kc_idp_hint", "home");
        browser.await(PAGE);
        assertThat(browser.requests()).anyMatch(request -> request.contains("/realms/" + home.name() + "/"));
        assertThat(browser.title()).isEqualTo("Denied error=login_required");
    }

    @ParameterizedTest
    @ValueSource(strings = {COPY, AUTO})
    void pushedRequest(String uri) {
        Answer pushed = http.form(realm.uri("/protocol/openid-connect/ext/par/request"), request("cli", uri))
                .expect(201);
        browser.open(authorize(realm, Map.of("client_id", "cli", "request_uri", pushed.text("request_uri"))));
        signIn("ann");
        endsWithACode("cli", uri);
    }

    @Test
    void invalidPushedRequest() {
        Answer pushed = http.form(
                        realm.uri("/protocol/openid-connect/ext/par/request"),
                        request("cli", COPY, "response_mode", "fragment"))
                .expect(201);
        browser.open(authorize(realm, Map.of("client_id", "cli", "request_uri", pushed.text("request_uri"))));
        endsWith("Denied error=invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = COPY)
    void signedRequestObject(String uri) {
        browser.open(authorize(realm, Map.of("client_id", "signing", "request", requestObject(uri, "query"))));
        signIn("ann");
        endsWithACode("signing", uri);
    }

    @Test
    void invalidSignedRequestObject() {
        browser.open(authorize(realm, Map.of("client_id", "signing", "request", requestObject(AUTO, "form_post"))));
        endsWith("Denied error=invalid_request");
    }

    private static String requestObject(String uri, String mode) {
        Jwt object = Jwt.assertion("signing", "signing", realm.uri("").toString());
        request("signing", uri, "response_mode", mode, "nonce", "a-nonce").forEach(object::claim);
        return object.signedBy(KEY);
    }

    /**
     * A form of a login that is not there any more, sent when another login has signed in, and nothing is left by which
     * Keycloak could begin it again. All in one tab: a form left open in another one would go on by itself meanwhile.
     */
    @ParameterizedTest
    @ValueSource(strings = AUTO)
    void expired(String uri) {
        open("cli", uri);
        String form = browser.await(By.id("kc-form-login")).getDomAttribute("action");
        open("cli", uri);
        signIn("ann");
        endsWithACode("cli", uri);
        browser.driver().manage().deleteCookieNamed("KC_RESTART");
        browser.open(URI.create(form.replaceAll("tab_id=[^&]*", "tab_id=goneforever")));
        endsWith("Denied error=temporarily_unavailable");
    }

    /** The page says that the person has done nothing wrong. */
    @ParameterizedTest
    @ValueSource(strings = {COPY, AUTO})
    void reload(String uri) {
        open("cli", uri);
        signIn("ann");
        String code = endsWithACode("cli", uri);
        browser.driver().navigate().refresh();
        endsWith("Denied error=temporarily_unavailable");
        assertThat(browser.await(PAGE).getText())
                .contains("You have done nothing wrong", "start again in")
                .doesNotContain(code);
        assertThat(browser.await(By.tagName("h1")).getText()).isEqualTo("This page is shown only once");
    }

    @ParameterizedTest
    @ValueSource(strings = {COPY, AUTO})
    void backButtonShowsNoCode(String uri) {
        open("cli", uri);
        signIn("ann");
        String code = endsWithACode("cli", uri);
        browser.driver().navigate().refresh();
        assertThat(browser.driver().getPageSource()).doesNotContain(code);
        browser.open(realm.uri("/.well-known/openid-configuration"));
        browser.driver().navigate().back();
        assertThat(browser.driver().getPageSource()).doesNotContain(code);
        browser.driver().navigate().back();
        assertThat(browser.driver().getPageSource()).doesNotContain(code);
    }

    @ParameterizedTest
    @CsvSource({"nobody, " + COPY, "cli, urn:example:oob"})
    void keycloaksErrorPageForUnknownClientsAndUris(String client, String uri) {
        open(client, uri);
        browser.await(By.id("kc-error-message"));
        assertThat(browser.title()).isEqualTo("Sign in to " + realm.name());
    }

    private static void open(String client, String uri, String... changes) {
        browser.open(authorize(realm, request(client, uri, changes)));
    }

    private static void signIn(String name) {
        browser.fill(USERNAME_FIELD, name);
        browser.submit(PASSWORD_FIELD, PASSWORD);
    }

    /** The page, the code in its title and nowhere else, good for what it is for. */
    private String endsWithACode(String client, String uri) {
        browser.await(PAGE);
        String code = browser.driver().findElement(VALUE).getDomProperty("value");
        assertThat(code).matches(Login.CODE);
        assertThat(browser.title()).isEqualTo("Success code=" + code);
        assertThat(browser.address().toString())
                .startsWith(realm.uri("").toString())
                .doesNotContain(code);
        assertThat(browser.everythingSent()).isNotEmpty().noneMatch(request -> request.contains(code));
        http.form(realm.token(), exchange(client, uri, code)).expect(200);
        assertThat(realm.events()).noneMatch(event -> event.toString().contains(code));
        return code;
    }

    private static void endsWith(String title) {
        browser.await(PAGE);
        assertThat(browser.title()).isEqualTo(title);
        assertThat(browser.has(VALUE)).isFalse();
        assertThat(browser.everythingSent()).isNotEmpty().noneMatch(request -> request.contains("\"url\":\"urn:"));
    }

    private static String user(String name) {
        return realm.admin()
                .get("/" + realm.name() + "/users?exact=true&username=" + name)
                .expect(200)
                .json()
                .at("/0/id")
                .textValue();
    }
}
