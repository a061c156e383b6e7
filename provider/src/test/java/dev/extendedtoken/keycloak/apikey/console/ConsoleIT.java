package dev.extendedtoken.keycloak.apikey.console;

import static dev.extendedtoken.keycloak.apikey.console.ConsoleWindow.ACT;
import static dev.extendedtoken.keycloak.apikey.console.ConsoleWindow.ALERT;
import static dev.extendedtoken.keycloak.apikey.console.ConsoleWindow.CREATE;
import static dev.extendedtoken.keycloak.apikey.console.ConsoleWindow.DIALOG;
import static dev.extendedtoken.keycloak.apikey.console.ConsoleWindow.DIALOG_ALERT;
import static dev.extendedtoken.keycloak.apikey.console.ConsoleWindow.HEADING;
import static dev.extendedtoken.keycloak.apikey.console.ConsoleWindow.KEY;
import static dev.extendedtoken.keycloak.apikey.console.ConsoleWindow.REVOKE_ALL;
import static dev.extendedtoken.keycloak.apikey.console.ConsoleWindow.SIGN_IN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.FineGrainedPermissions;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.NodePackages;
import dev.extendedtoken.keycloak.support.Pictures;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresChromium;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.WebSite;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The key console in a browser. Screenshots are in {@code target/screenshots/console}. */
@RequiresProgram("node")
@RequiresChromium
@KeycloakTest
class ConsoleIT {

    private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "pt", "ja", "ar", "zh");
    private static final String HOSTILE = "<img id=pwned src=x onerror=alert(1)>{0}${x}";

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    @AutoClose
    private static Browser browser;

    @AutoClose
    private static WebSite stranger;

    private static ConsoleWindow console;
    private static ApiKeys keys;
    private static String axe;

    static RealmFile realmFile() {
        RealmFile file = ConsoleRealm.named("console").apiKeysForMarkedClients();
        for (String client : List.of("partner", "shop", "warehouse", "spoken", "typed", "leaving", "guarded")) {
            file.client(client, confidential("true"));
        }
        return file.client("unasked", confidential("false"));
    }

    private static Map<String, ?> confidential(String needsKey) {
        return Map.of(
                "secret",
                "partner-secret",
                "serviceAccountsEnabled",
                true,
                "attributes",
                Map.of("needs-key", needsKey));
    }

    @BeforeAll
    static void prepare() throws IOException {
        Path packages = NodePackages.installed("test/node");
        axe = Files.readString(packages.resolve("node_modules/axe-core/axe.min.js"));
        stranger = WebSite.serving(packages);
        browser = Browser.start();
        browser.emulate(
                "Browser.grantPermissions",
                Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        console = new ConsoleWindow(browser, page());
        keys = ApiKeys.forRealm(realm);
        new FineGrainedPermissions(realm).onClient("dora", "shop", List.of("view", "manage"));
    }

    private static URI page() {
        return realm.uri("/api-key-console");
    }

    @AfterEach
    void usualWindow() {
        console.dark(false);
        console.phone(false);
    }

    @Test
    void anAdministratorLeadsAKeyThroughItsLife() {
        console.open();
        shows("welcome", "API keys", "Sign in");
        console.signIn("ada");
        shows("clients", "partner", "View and change");
        console.choose("partner");
        shows("no-keys", "This client has no keys.");

        browser.click(CREATE);
        shows("create", "Create a key for partner");
        browser.fill(By.id("label"), "first");
        browser.fill(By.id("days"), "30");
        browser.click(ACT);
        String key = browser.await(KEY).getText();
        assertThat(key).matches("kck_[0-9A-Za-z]{49}");
        browser.click(By.id("copy"));
        browser.awaitText(By.id("copy-status"), "Copied"::equals);
        assertThat(browser.run("return await navigator.clipboard.readText()")).isEqualTo(key);
        // A picture of a key that is gone at the end of this test.
        shows("new-key", "shown only once");
        console.closeDialog();
        assertThat(console.text()).contains("first", ApiKeys.id(key), "Active", "Expires in 30 days");
        shows("keys", "first");
        assertThat(keys.listed("partner", ApiKeys.id(key)).path("usable").booleanValue())
                .isTrue();

        browser.click(By.cssSelector("[data-rotate='" + ApiKeys.id(key) + "']"));
        // The new key has the same label.
        shows("rotate", "Rotate first (" + ApiKeys.id(key) + ")");
        browser.click(ACT);
        String next = browser.await(KEY).getText();
        console.closeDialog();
        shows("rotated", "Replaced, still valid");
        assertThat(console.text()).contains("by " + ApiKeys.id(next), "Expires in 24 hours");

        browser.click(By.cssSelector("[data-revoke='" + ApiKeys.id(key) + "']"));
        shows("revoke", "Revoke first (" + ApiKeys.id(key) + ")", "ends now and for good");
        browser.click(By.id("dialog-cancel"));
        browser.awaitGone(DIALOG);
        browser.click(By.cssSelector("[data-revoke='" + ApiKeys.id(key) + "']"));
        browser.click(ACT);
        browser.awaitGone(DIALOG);
        browser.awaitText(By.id("console-main"), text -> text.contains("Revoked"));
        assertThat(browser.has(By.cssSelector("[data-revoke='" + ApiKeys.id(key) + "']")))
                .isFalse();

        browser.click(REVOKE_ALL);
        shows("revoke-all", "All keys of partner");
        browser.fill(By.id("confirm"), "shop");
        browser.click(ACT);
        browser.await(DIALOG_ALERT);
        shows("revoke-all-refused", "That did not work");
        browser.fill(By.id("confirm"), "partner");
        browser.click(ACT);
        browser.awaitGone(DIALOG);
        browser.awaitText(By.id("console-main"), text -> !text.contains("Active"));
        assertThat(keys.list("partner").json()).hasSize(2).noneMatch(listed -> listed.path("usable")
                .booleanValue());
        shows("revoked", "Revoked");
    }

    /** What the page shows: a picture, nothing for axe-core to find, and these texts. */
    private static void shows(String picture, String... texts) {
        browser.awaitText(By.tagName("body"), text -> List.of(texts).stream().allMatch(text::contains));
        console.picture(picture);
        assertThat(browser.await(By.tagName("body")).getText()).doesNotContain("[object", "undefined");
        assertThat(console.violations(axe)).as(picture).isEqualTo(List.of());
    }

    @Test
    void findsTheOwnerOfAKey() {
        String key = keys.issue("warehouse").secret();
        console.signIn("ada");
        console.go("find");
        shows("find", "Find out whose key has leaked");
        browser.everythingSent();
        browser.submit(By.id("leaked"), "  " + key + " ");
        browser.awaitText(By.id("found"), text -> text.contains("It is a key of warehouse"));
        shows("found", "warehouse");
        assertThat(browser.everythingSent())
                .anyMatch(sent -> sent.contains(ApiKeys.id(key)))
                .noneMatch(sent -> sent.contains(key));
        assertThat(html()).doesNotContain(key);
        assertThat(browser.driver().findElement(By.id("leaked")).getDomProperty("value"))
                .isEmpty();

        browser.submit(By.id("leaked"), "0123456789abcdef");
        browser.awaitText(By.id("found"), text -> text.contains("0123456789abcdef"));
        shows("not-found", "No client that you may see");
        browser.submit(By.id("leaked"), "too short");
        browser.awaitText(By.id("found"), text -> text.contains("neither a key"));
        shows("no-key", "neither a key nor");
    }

    @Test
    void listsWhatExpiresSoon() {
        keys.create("warehouse", Map.of("label", "short-lived", "expiresIn", 3 * 86_400))
                .expect(201);
        console.signIn("ada");
        console.go("expiring");
        shows("expiring", "short-lived", "warehouse", "Expires in ");
        browser.click(By.xpath("//td//button[text()='warehouse']"));
        browser.await(By.id("back"));
        assertThat(console.text()).contains("API keys of warehouse", "short-lived");
    }

    @Test
    void warnsOfKeysWithoutEffectAndOfARealmWithoutAdminEvents() {
        realmSettings(settings -> settings.put("adminEventsEnabled", false));
        try {
            console.signIn("ada").choose("unasked");
            shows("warnings", "No policy asks this client for its key", "stores no admin events");
            console.choose("partner");
            assertThat(console.text())
                    .contains("A policy asks this client for a key.", "stores no admin events")
                    .doesNotContain("No policy asks");
        } finally {
            realmSettings(settings -> settings.put("adminEventsEnabled", true));
        }
        console.signIn("ada").choose("partner");
        assertThat(console.text()).doesNotContain("admin events");
    }

    private static void realmSettings(Consumer<ObjectNode> change) {
        ObjectNode settings =
                (ObjectNode) realm.admin().get("/" + realm.name()).expect(200).json();
        change.accept(settings);
        realm.admin().put("/" + realm.name(), settings).expect(204);
    }

    @Test
    void onePermittedClientIsAllThatThereIs() {
        String others = keys.issue("warehouse").secret();
        console.signIn("dora");
        shows("one-client", "shop", "View and change");
        assertThat(console.text()).doesNotContain("partner", "warehouse");
        console.choose("shop");
        String key = console.create("by Dora", "1");
        console.closeDialog();
        assertThat(keys.listed("shop", ApiKeys.id(key)).path("label").textValue())
                .isEqualTo("by Dora");
        browser.click(By.cssSelector("[data-rotate='" + ApiKeys.id(key) + "']"));
        browser.click(ACT);
        browser.await(KEY);
        console.closeDialog();
        browser.click(REVOKE_ALL);
        browser.submit(By.id("confirm"), "shop");
        browser.awaitGone(DIALOG);
        browser.awaitText(By.id("console-main"), text -> !text.contains("Active"));

        console.go("find");
        browser.submit(By.id("leaked"), others);
        browser.awaitText(By.id("found"), text -> text.contains("No client that you may see"));
        console.go("expiring");
        assertThat(console.text()).doesNotContain("warehouse");
    }

    @Test
    void whoMayOnlyViewIsOfferedNothingElse() {
        keys.issue("typed");
        console.signIn("vera");
        assertThat(console.text()).doesNotContain("View and change");
        console.choose("typed");
        shows("view-only", "You may see these keys, and not change them.", "Active");
        assertThat(browser.has(CREATE)).isFalse();
        assertThat(browser.has(REVOKE_ALL)).isFalse();
        assertThat(browser.has(By.cssSelector("[data-revoke]"))).isFalse();
    }

    @Test
    void aUserWithoutPermissionGetsAClearPage() {
        console.open();
        browser.click(SIGN_IN);
        browser.fill(By.id("username"), "nemo");
        browser.submit(By.id("password"), "nemo-secret");
        browser.awaitText(ALERT, text -> text.contains("no permission"));
        shows("forbidden", "You have no permission here", "console");
        for (String view : List.of("find", "expiring", "clients")) {
            browser.click(By.id("go-" + view));
            browser.await(By.cssSelector("#go-" + view + "[aria-current=page]"));
        }
        assertThat(html()).doesNotContain("partner", "warehouse", "typed");
    }

    /** The server decides by the claim auth_time, which says here that the login was in 1970. */
    @Test
    void changesNeedARecentLogin() {
        JsonNode client = realm.client(ConsoleRealm.CLIENT);
        String mappers = "/" + realm.name() + "/clients/" + client.get("id").textValue() + "/protocol-mappers/models";
        JsonNode mapper = null;
        for (JsonNode each : client.path("protocolMappers")) {
            if (each.path("name").textValue().equals("time of the login")) {
                mapper = each;
            }
        }
        realm.admin().delete(mappers + "/" + mapper.path("id").textValue()).expect(204);
        try {
            refusesToChange("again-without-time");
            String old = realm.admin()
                    .post(
                            mappers,
                            Map.of(
                                    "name",
                                    "old login",
                                    "protocol",
                                    "openid-connect",
                                    "protocolMapper",
                                    "oidc-hardcoded-claim-mapper",
                                    "config",
                                    Map.of(
                                            "claim.name",
                                            "auth_time",
                                            "claim.value",
                                            "1000",
                                            "jsonType.label",
                                            "long",
                                            "access.token.claim",
                                            "true")))
                    .expect(201)
                    .header("Location")
                    .orElseThrow();
            refusesToChange("again");
            realm.admin().delete(mappers + old.substring(old.lastIndexOf('/'))).expect(204);
        } finally {
            realm.admin().post(mappers, mapper).expect(201);
        }
        // The page comes back to the client that was shown.
        browser.click(By.cssSelector("dialog #sign-in"));
        browser.fill(By.id("password"), "ada-secret" + Keys.ENTER);
        browser.awaitText(HEADING, "API keys of guarded"::equals);
        console.create("after the login", "1");
        console.closeDialog();
        assertThat(console.text()).contains("after the login");
    }

    private static void refusesToChange(String picture) {
        String key = keys.issue("guarded").id();
        console.signIn("ada").choose("guarded");
        for (By action : List.of(
                CREATE, By.cssSelector("[data-rotate='" + key + "']"), By.cssSelector("[data-revoke='" + key + "']"))) {
            browser.click(action);
            browser.click(ACT);
            browser.awaitText(DIALOG_ALERT, text -> text.contains("Sign in again"));
            if (!action.equals(By.cssSelector("[data-revoke='" + key + "']"))) {
                browser.click(By.id("dialog-cancel"));
                browser.awaitGone(DIALOG);
            }
        }
        shows(picture, "within five minutes");
        browser.click(By.id("dialog-cancel"));
        browser.awaitGone(DIALOG);
        browser.click(REVOKE_ALL);
        browser.submit(By.id("confirm"), "guarded");
        browser.awaitText(DIALOG_ALERT, text -> text.contains("Sign in again"));
        assertThat(keys.listed("guarded", key).path("status").textValue()).isEqualTo("active");
    }

    /** After the few minutes of the access token, nothing stays on the page. */
    @Test
    void whatWasShownGoesWithTheToken() {
        lifespan("15");
        try {
            keys.issue("leaving");
            console.signIn("ada").choose("leaving");
            browser.awaitText(ALERT, text -> text.contains("Your sign-in has ended"));
            shows("expired", "It lasts five minutes here");
            assertThat(html()).doesNotContain("leaving");
        } finally {
            lifespan("300");
        }
        browser.click(SIGN_IN);
        browser.fill(By.id("password"), "ada-secret" + Keys.ENTER);
        browser.awaitText(HEADING, "API keys of leaving"::equals);
    }

    /** But for a new key, which nobody could show again; then its dialog leads to the sign-in. */
    @Test
    void aNewKeyOutlivesTheToken() {
        lifespan("15");
        try {
            console.signIn("ada").choose("leaving");
            String key = console.create("outliving", "7");
            browser.awaitText(By.id("console-main"), text -> text.isEmpty() || text.contains("Your sign-in has ended"));
            browser.await(By.cssSelector("#console-main #sign-in"));
            assertThat(browser.await(KEY).getText()).isEqualTo(key);
            shows("expired-with-a-key", "shown only once");
        } finally {
            lifespan("300");
        }
        browser.click(By.id("dialog-close"));
        browser.awaitGone(DIALOG);
        browser.await(SIGN_IN);
        assertThat(html()).doesNotContain("kck_").doesNotContain("outliving");
    }

    /** Keycloak's session goes on after the five minutes; whoever leaves then can end it. */
    @Test
    void signsOutAfterTheTokenHasExpired() {
        lifespan("15");
        try {
            console.signIn("ada");
            browser.awaitText(ALERT, text -> text.contains("until you sign out"));
        } finally {
            lifespan("300");
        }
        browser.click(By.id("sign-out"));
        browser.click(By.id("kc-logout"));
        browser.await(SIGN_IN);
        browser.click(SIGN_IN);
        browser.await(By.id("username"));
    }

    private static void lifespan(String seconds) {
        ObjectNode client = (ObjectNode) realm.client(ConsoleRealm.CLIENT);
        client.withObject("/attributes").put("access.token.lifespan", seconds);
        realm.admin()
                .put("/" + realm.name() + "/clients/" + client.get("id").textValue(), client)
                .expect(204);
    }

    /** Also with each combination of colours and width. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void onAPhoneAndInBothColours(String colours) {
        keys.create("spoken", Map.of("label", "a label with some words " + colours))
                .expect(201);
        console.dark(colours.equals("dark"));
        for (boolean phone : new boolean[] {false, true}) {
            console.phone(phone);
            String suffix = "-" + colours + (phone ? "-phone" : "-desktop");
            console.open();
            shows("welcome" + suffix, "Sign in");
            console.signIn("ada");
            shows("clients" + suffix, "partner");
            console.choose("spoken");
            shows("keys" + suffix, "a label with some words");
            browser.click(CREATE);
            shows("create" + suffix, "Create a key for spoken");
            browser.click(By.id("dialog-cancel"));
            browser.awaitGone(DIALOG);
            console.create("shown " + suffix, "1");
            shows("new-key" + suffix, "shown only once");
            console.closeDialog();
            console.go("find");
            shows("find" + suffix, "Key or key ID");
            console.go("expiring");
            shows("expiring" + suffix, "shown " + suffix);
            assertThat(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"))
                    .as("no scrolling sideways")
                    .isEqualTo(true);
        }
    }

    @Test
    void speaksEightLanguages() {
        keys.issue("spoken");
        console.signIn("ada").choose("spoken");
        for (String language : LANGUAGES) {
            speak(language);
            browser.await(By.id("back"));
            shows("language-" + language, "spoken");
            assertThat(browser.run("return [...document.querySelectorAll('th')]"
                            + ".filter(head => head.scrollWidth > head.clientWidth).map(head => head.textContent)"))
                    .as("headings that are cut off")
                    .isEqualTo(List.of());
            assertThat(html()).doesNotContain("{0}", "{1}");
            browser.click(CREATE);
            shows("language-" + language + "-create", "spoken");
            browser.click(By.id("dialog-cancel"));
            browser.awaitGone(DIALOG);
        }
    }

    private static void speak(String language) {
        browser.click(By.cssSelector("#language option[value='" + language + "']"));
        browser.await(By.cssSelector("html[lang='" + language + "'] #language"));
        assertThat(browser.run("return document.documentElement.dir")).isEqualTo(language.equals("ar") ? "rtl" : "ltr");
    }

    /** The language of the browser, and over the sign-in. */
    @Test
    void keepsTheLanguageOverTheSignIn() {
        console.open();
        speak("ar");
        shows("welcome-ar", "API");
        browser.click(SIGN_IN);
        console.logIn("ada");
        assertThat(browser.run("return document.documentElement.lang")).isEqualTo("ar");
        assertThat(browser.json("return {...sessionStorage}")).isEmpty();
    }

    @Test
    void worksByKeyboard() {
        console.signIn("ada").choose("typed");
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("console-main");
        reach(By.id("create"));
        press(Keys.ENTER);
        browser.await(DIALOG);
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("label");
        press(Keys.ESCAPE);
        browser.awaitGone(DIALOG);
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("create");
        press(Keys.ENTER);
        browser.await(DIALOG);
        browser.driver().switchTo().activeElement().sendKeys("typed", Keys.TAB, "7", Keys.ENTER);
        browser.await(KEY);
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("copy");
        press(Keys.ENTER);
        browser.awaitText(By.id("copy-status"), "Copied"::equals);
        // What is behind the dialog cannot be reached.
        for (int i = 0; i < 6; i++) {
            press(Keys.TAB);
            assertThat(browser.run("return document.activeElement === document.body"
                            + " || document.querySelector('dialog').contains(document.activeElement)"))
                    .isEqualTo(true);
        }
        browser.await(KEY);
        browser.driver().findElement(By.id("dialog-close")).sendKeys(Keys.ENTER);
        browser.awaitGone(DIALOG);
        browser.awaitText(By.id("console-main"), text -> text.contains("Expires in 7 days"));
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("create");
    }

    /** A key that nobody has copied yet would be lost, and valid. */
    @Test
    void aNewKeyIsNotClosedByMistake() {
        String asked = "return !dispatchEvent(new Event('beforeunload', {cancelable: true}))";
        console.signIn("ada").choose("typed");
        assertThat(browser.run(asked)).isEqualTo(false);
        String key = console.create("kept", "7");
        for (int i = 0; i < 3; i++) {
            press(Keys.ESCAPE);
        }
        // Beside everything that takes the focus.
        browser.click(By.id("dialog-title"));
        browser.run("document.activeElement.blur()");
        for (int i = 0; i < 3; i++) {
            browser.driver().findElement(By.tagName("body")).sendKeys(Keys.ESCAPE);
        }
        assertThat(browser.await(KEY).getText()).isEqualTo(key);
        assertThat(browser.run(asked)).as("the browser asks before it leaves").isEqualTo(true);
        console.closeDialog();
        assertThat(browser.run(asked)).isEqualTo(false);
    }

    private static void reach(By element) {
        WebElement wanted = browser.await(element);
        for (int i = 0; i < 20 && !wanted.equals(browser.driver().switchTo().activeElement()); i++) {
            press(Keys.TAB);
        }
        assertThat(browser.driver().switchTo().activeElement()).isEqualTo(wanted);
    }

    private static void press(Keys key) {
        browser.driver().switchTo().activeElement().sendKeys(key);
    }

    @Test
    void textsAreShownAsText() {
        keys.create("typed", Map.of("label", HOSTILE)).expect(201);
        console.signIn("ada").choose("typed");
        assertThat(console.text()).contains(HOSTILE);
        assertThat(browser.has(By.id("pwned"))).isFalse();
        browser.open(
                URI.create(page() + "?kc_locale=%3Cb%20id%3Dpwned%3E&lang=" + "x".repeat(20) + "#%3Cb%20id=pwned%3E"));
        browser.await(SIGN_IN);
        assertThat(html()).doesNotContain("pwned", "xxxx");
    }

    /** The one answer and the clipboard have the key; nothing else does, while it is shown and afterwards. */
    @Test
    void theKeyIsNowhereElse(@TempDir Path profile) throws IOException {
        String key;
        try (Browser other = Browser.start("--user-data-dir=" + profile)) {
            ConsoleWindow window =
                    new ConsoleWindow(other, page()).signIn("ada").choose("leaving");
            other.everythingSent();
            key = window.create("secret", "1");
            assertThat(other.address()).isEqualTo(page());
            assertThat(other.run("return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie,"
                            + " history.state, await caches.keys(), name, document.title])"))
                    .asString()
                    .doesNotContain(key, "eyJ");
            assertThat(other.run("return (await indexedDB.databases()).length")).isEqualTo(0L);
            window.closeDialog();
            assertThat(other.run("return document.documentElement.outerHTML"))
                    .asString()
                    .doesNotContain(key);
            assertThat(other.everythingSent()).isNotEmpty().noneMatch(sent -> sent.contains(key));
            assertThat(other.console()).noneMatch(message -> message.contains(key));

            // Left with the dialog open, and back by the history.
            String next = window.create("left", "1");
            other.open(stranger.uri("/page.html"));
            other.driver().navigate().back();
            other.await(SIGN_IN);
            assertThat(other.run("return document.documentElement.outerHTML"))
                    .asString()
                    .doesNotContain(next);
            assertThat(other.everythingSent()).noneMatch(sent -> sent.contains(next));
        }
        try (var files = Files.walk(profile)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain(key);
            }
        }
        assertThat(keycloak.log()).doesNotContain(key);
        assertThat(realm.events().toString()).doesNotContain(key);
        String adminEvents = realm.admin()
                .get("/" + realm.name() + "/admin-events?max=1000")
                .expect(200)
                .body();
        assertThat(adminEvents).contains(ApiKeys.id(key)).doesNotContain(key);
    }

    @Test
    void noOtherPageFramesIt() {
        browser.open(stranger.uri("/page.html"));
        browser.console();
        assertThat(browser.run(
                        """
                        const frame = document.createElement('iframe');
                        frame.src = arguments[0];
                        const loaded = new Promise(done => frame.addEventListener('load', done));
                        document.body.append(frame);
                        await loaded;
                        try {
                            return frame.contentWindow.document.body.textContent;
                        } catch (refused) {
                            return refused.name;
                        }
                        """,
                        page().toString()))
                .isEqualTo("SecurityError");
        assertThat(browser.console()).anyMatch(message -> message.contains("frame-ancestors"));
    }

    /** A page that opens the console has no handle of its window. */
    @Test
    void noOtherPageControlsItsWindow() {
        browser.open(stranger.uri("/page.html"));
        browser.run("window.opened = open(arguments[0])", page().toString());
        assertThat(
                        browser.run(
                                """
                        for (let i = 0; i < 100 && !window.opened.closed; i++) {
                            await new Promise(done => setTimeout(done, 50));
                        }
                        return window.opened.closed;
                        """))
                .isEqualTo(true);
        String own = browser.driver().getWindowHandle();
        for (String handle : browser.driver().getWindowHandles()) {
            if (!handle.equals(own)) {
                browser.driver().switchTo().window(handle).close();
            }
        }
        browser.driver().switchTo().window(own);
    }

    /** CSRF: the cookies of a person who is signed in are no permission, here or at another site. */
    @Test
    void cookiesAreNoPermission() {
        console.signIn("ada");
        String api = (String) browser.run("return document.body.dataset.api");
        String request =
                """
                try {
                    return (await fetch(arguments[0], {
                        method: 'POST',
                        credentials: 'include',
                        headers: {'Content-Type': arguments[1]},
                        body: '{"label":"forged"}'
                    })).status;
                } catch (refused) {
                    return refused.name;
                }
                """;
        assertThat(browser.run(request, api + "?clientId=partner", "application/json"))
                .isEqualTo(401L);
        browser.open(stranger.uri("/page.html"));
        assertThat(browser.run(request, api + "?clientId=partner", "application/json"))
                .isEqualTo("TypeError");
        assertThat(browser.run(request, api + "?clientId=partner", "text/plain"))
                .isEqualTo("TypeError");
        assertThat(keys.list("partner").body()).doesNotContain("forged");
    }

    /** Login CSRF: an answer that this browser has not asked for signs nobody in. */
    @Test
    void anAnswerThatWasNotAskedForSignsNobodyIn() {
        console.open();
        browser.requests();
        browser.open(URI.create("about:blank"));
        browser.open(URI.create(page() + "#state=forged&session_state=x&code=a.b.c"));
        browser.await(SIGN_IN);
        assertThat(browser.requests()).noneMatch(sent -> sent.contains("/token"));
        assertThat(browser.address()).isEqualTo(page());
    }

    /** The policy is strict, and the page keeps to it. */
    @Test
    void theBrowserHasNothingToComplainOf() {
        console.signIn("ada");
        browser.console();
        browser.driver().navigate().refresh();
        browser.await(SIGN_IN);
        console.signIn("ada").choose("partner");
        assertThat(complaints()).isEmpty();
        assertThat(
                        browser.run(
                                """
                        const script = document.createElement('script');
                        try {
                            script.text = 'window.pwned = true';
                            document.body.append(script);
                        } catch (refused) {}
                        return window.pwned === undefined;
                        """))
                .isEqualTo(true);
    }

    /** What the developer tools say of the page; of Keycloak's login page they say things, too. */
    private static List<String> complaints() {
        return browser.console().stream()
                .filter(message -> message.contains("/api-key-console") || message.contains("Security Policy"))
                .toList();
    }

    @Test
    void signsOut() {
        console.signIn("ada");
        speak("de");
        browser.click(By.id("sign-out"));
        browser.await(SIGN_IN);
        assertThat(browser.address()).isEqualTo(page());
        assertThat(browser.run("return document.documentElement.lang")).isEqualTo("de");
        browser.click(SIGN_IN);
        browser.await(By.id("username"));
        // The next person has another language.
        browser.run("sessionStorage.clear()");
    }

    @Test
    void pictureOfThePage() {
        keys.create("warehouse", Map.of("label", "Warehouse Leipzig", "expiresIn", 90 * 86_400))
                .expect(201);
        Pictures.take(
                browser, "key-console", 1000, 720, () -> console.signIn("ada").choose("warehouse"));
    }

    private static String html() {
        return (String) browser.run("return document.documentElement.outerHTML");
    }
}
