package dev.extendedtoken.keycloak.outofband;

import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.AUTO;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.COPY;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.PASSWORD;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.authorize;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.granted;
import static dev.extendedtoken.keycloak.outofband.OutOfBandRealm.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.NodePackages;
import dev.extendedtoken.keycloak.support.Pictures;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresChromium;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.WebSite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The out-of-band page in a browser: themes, light and dark, small screens, right to left, keyboard, escaping, and
 * reading from another origin. Screenshots are in {@code target/screenshots}.
 */
@RequiresProgram("node")
@RequiresChromium
@KeycloakTest
class OutOfBandPageIT {

    private static final List<String> THEMES = List.of("keycloak", "keycloak.v2");
    private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "pt", "ja", "ar", "zh-CN");

    /** The id of an element that an injection would create. */
    private static final List<String> HOSTILE = List.of(
            "<img id=pwned src=x onerror=alert(1)>",
            "\"><script id=\"pwned\">alert(1)</script>",
            "</textarea></title><b id='pwned'>b</b>",
            "' onfocus='alert(1)' autofocus='",
            "${7*7} #{7*7} <#assign x=7> [=7*7]",
            "${msg(\"outOfBandCode\")} ${{0",
            "{0} '{1' {{",
            "\u202Eline\nend");

    private static final Path PICTURES = Path.of(System.getProperty("project.root"), "provider/target/screenshots");

    private static final By VALUE = By.id("oob-code");
    private static final By BUTTON = By.id("oob-copy");
    private static final By STATUS = By.id("oob-status");

    @AutoClose
    private static Browser browser;

    @AutoClose
    private static WebSite stranger;

    @InjectRealm
    private static TestRealm realm;

    private static String axe;

    @BeforeAll
    static void prepare() throws IOException {
        Path packages = NodePackages.installed("test/node");
        axe = Files.readString(packages.resolve("node_modules/axe-core/axe.min.js"));
        stranger = WebSite.serving(packages);
        browser = Browser.start();
        browser.open(authorize(realm, request("keycloak", COPY)));
        browser.fill(By.id("username"), "ann");
        browser.submit(By.id("password"), PASSWORD);
        browser.await(By.id("oob"));
    }

    static RealmFile realmFile() {
        RealmFile file = OutOfBandRealm.file("out-of-band-page")
                .with("displayName", "Example Inc.")
                .with("internationalizationEnabled", true)
                .with("supportedLocales", LANGUAGES)
                .with("defaultLocale", "en")
                .with("accessCodeLifespan", 120);
        for (String theme : THEMES) {
            file.client(theme, client("Command Line", theme));
            for (int i = 0; i < HOSTILE.size(); i++) {
                file.client(theme + i, client(HOSTILE.get(i), theme));
            }
        }
        return file;
    }

    private static Map<String, ?> client(String name, String theme) {
        return granted(Map.of("name", name, "attributes", Map.of("login_theme", theme)));
    }

    @AfterEach
    void usualWindow() {
        cdp("Emulation.setEmulatedMedia", Map.of("features", List.of()));
        cdp("Emulation.clearDeviceMetricsOverride", Map.of());
        browser.driver().manage().deleteCookieNamed("KEYCLOAK_LOCALE");
    }

    static List<Arguments> looks() {
        List<Arguments> looks = new ArrayList<>();
        for (String theme : THEMES) {
            for (String page : List.of("success", "auto", "error")) {
                looks.add(Arguments.of(theme, page, "light", "en", false));
                looks.add(Arguments.of(theme, page, "dark", "en", false));
                looks.add(Arguments.of(theme, page, "light", "en", true));
                looks.add(Arguments.of(theme, page, "light", "ar", false));
            }
            looks.add(Arguments.of(theme, "success", "dark", "ar", true));
        }
        return looks;
    }

    @ParameterizedTest
    @MethodSource("looks")
    void isAccessible(String theme, String page, String colours, String language, boolean phone) {
        cdp(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
        if (phone) {
            cdp(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
        }
        open(theme, page, language);
        browser.screenshot(PICTURES.resolve(
                String.join("-", theme, page, colours, language, phone ? "phone" : "desktop") + ".png"));
        assertThat(violations(theme)).isEqualTo(List.of());
        assertThat(browser.driver().findElements(By.tagName("h1"))).hasSize(1);
        assertThat(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"))
                .isEqualTo(true);
        assertThat(browser.run("return document.documentElement.dir")).isEqualTo(language.equals("ar") ? "rtl" : "ltr");
        assertThat(browser.driver().findElements(By.id("login-select-toggle"))).isEmpty();
        assertThat(browser.driver().findElements(By.id("kc-locale"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "fr", "es", "pt", "ja", "ar", "zh-CN"})
    void isTranslated(String language) {
        List<String> headings = new ArrayList<>();
        for (String page : List.of("success", "auto", "error")) {
            open("keycloak.v2", page, language);
            browser.screenshot(PICTURES.resolve("language-" + language + "-" + page + ".png"));
            String text = browser.await(By.id("oob")).getText();
            assertThat(text).contains("Command Line").doesNotContain("outOfBand", "{0}");
            headings.add(browser.await(By.id("kc-page-title")).getText());
            if (page.equals("success")) {
                assertThat(browser.await(By.id("oob-validity")).getText()).contains("2");
            }
        }
        assertThat(headings).doesNotHaveDuplicates().noneMatch(String::isBlank);
        assertThat(headings.contains("Copy your code")).isEqualTo(language.equals("en"));
        assertThat(browser.run("return document.documentElement.lang")).isEqualTo(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "keycloak.v2"})
    void byKeyboard(String theme) {
        cdp(
                "Browser.grantPermissions",
                Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        open(theme, "success", "en");
        assertThat(focused()).isEqualTo("oob-code");
        String code = browser.await(VALUE).getDomProperty("value");
        press(Keys.TAB);
        assertThat(focused()).isEqualTo("oob-copy");
        press(Keys.ENTER);
        assertThat(awaitStatus()).isEqualTo("Copied");
        assertThat(browser.await(STATUS).getDomAttribute("role")).isEqualTo("status");
        assertThat(browser.run("return await navigator.clipboard.readText()")).isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "keycloak.v2"})
    void theCodeOfAutoIsCollapsed(String theme) {
        open(theme, "auto", "en");
        WebElement value = browser.driver().findElement(VALUE);
        assertThat(value.isDisplayed()).isFalse();
        WebElement summary = browser.await(By.cssSelector("#oob summary"));
        summary.sendKeys(Keys.ENTER);
        browser.await(VALUE);
        browser.await(BUTTON);
        assertThat(browser.title()).isEqualTo("Success code=" + value.getDomProperty("value"));
    }

    @Test
    void saysHowLongTheCodeIsGood() {
        open("keycloak.v2", "success", "en");
        assertThat(browser.await(By.id("oob-validity")).getText())
                .isEqualTo("The code can be used once, within 2 minutes.");
        assertThat(browser.await(VALUE).getDomAttribute("aria-describedby")).contains("oob-validity");
    }

    @Test
    void pictureOfTheFrontPage() {
        Pictures.take(browser, "code-page", 640, 720, () -> open("keycloak.v2", "success", "en"));
    }

    /** Without JavaScript there is no button; everything else is there. */
    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "keycloak.v2"})
    void withoutScript(String theme) {
        cdp("Emulation.setScriptExecutionDisabled", Map.of("value", true));
        try {
            open(theme, "success", "en");
            assertThat(browser.await(VALUE).getText()).matches(Login.CODE);
            assertThat(browser.driver().findElement(BUTTON).isDisplayed()).isFalse();
        } finally {
            cdp("Emulation.setScriptExecutionDisabled", Map.of("value", false));
        }
    }

    static List<Arguments> hostile() {
        List<Arguments> hostile = new ArrayList<>();
        for (String theme : THEMES) {
            for (int i = 0; i < HOSTILE.size(); i++) {
                hostile.add(Arguments.of(theme, i));
            }
        }
        return hostile;
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void namesAndParametersAreEscaped(String theme, int index) {
        String text = HOSTILE.get(index);
        String client = theme + index;
        browser.open(authorize(
                realm, request(client, COPY, "state", text, "ui_locales", text, "kc_locale", text, "nonce", text)));
        harmless();
        assertThat(browser.title()).matches("Success code=" + Login.CODE);
        assertThat(browser.run("return document.getElementById('oob').textContent"))
                .asString()
                .contains(shown(text));
        browser.open(authorize(realm, request(client, AUTO, "state", text, "scope", "openid " + text)));
        harmless();
        assertThat(browser.title()).isEqualTo("Denied error=invalid_scope");
    }

    @ParameterizedTest
    @ValueSource(strings = {"response_mode", "code_challenge", "claims"})
    void otherParametersAreEscaped(String parameter) {
        for (String text : HOSTILE) {
            browser.open(authorize(realm, request("keycloak.v2", COPY, "state", text, parameter, text)));
            harmless();
        }
    }

    /** What Keycloak puts into the error's description is the request's own text, as here the scope. */
    @ParameterizedTest
    @ValueSource(strings = {"keycloak", "keycloak.v2"})
    void errorDescriptionsWithRequestValuesAreNotShown(String theme) {
        browser.open(
                authorize(realm, request(theme, COPY, "scope", "openid call-this-number", "state", "call-that-one")));
        harmless();
        assertThat(browser.title()).isEqualTo("Denied error=invalid_scope");
        assertThat(browser.driver().getPageSource()).doesNotContain("call-this-number", "call-that-one");
    }

    /** Keycloak replaces such placeholders in names by its messages. */
    private static String shown(String name) {
        return switch (name.substring(0, 2)) {
            case "${" -> name.contains("7*7") ? "7*7 #{7*7} <#assign x=7> [=7*7]" : "${{0";
            default -> name;
        };
    }

    private static void harmless() {
        browser.await(By.id("oob"));
        assertThat(browser.driver().findElements(By.id("pwned"))).isEmpty();
        assertThat(browser.title()).doesNotContain("<", "alert", "7*7");
    }

    @ParameterizedTest
    @CsvSource({COPY + ", query", AUTO + ", query", COPY + ", none", AUTO + ", none"})
    void noOtherOriginCanReadIt(String uri, String prompt) {
        String address = authorize(realm, request("keycloak", uri, "prompt", prompt.equals("none") ? "none" : null))
                .toString();
        browser.open(stranger.uri("/page.html"));
        assertThat(browser.run(
                        """
                        try {
                            const answer = await fetch(arguments[0], {credentials: 'include'});
                            return await answer.text();
                        } catch (refused) {
                            return refused.name;
                        }
                        """,
                        address))
                .isEqualTo("TypeError");
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
                        address))
                .isEqualTo("SecurityError");
        assertThat(browser.console()).anyMatch(message -> message.contains("frame-ancestors"));
    }

    /** What Chromium keeps of pages and files; history, where the title is, is not a cache. */
    @Test
    void isNotCached(@TempDir Path profile) throws IOException {
        List<String> codes = new ArrayList<>();
        try (Browser other = Browser.start("--user-data-dir=" + profile)) {
            other.open(authorize(realm, request("keycloak", COPY)));
            other.fill(By.id("username"), "ann");
            other.submit(By.id("password"), PASSWORD);
            codes.add(other.await(VALUE).getDomProperty("value"));
            other.open(authorize(realm, request("keycloak", COPY)));
            codes.add(other.await(VALUE).getDomProperty("value"));
            other.open(stranger.uri("/page.html"));
        }
        assertThat(codes)
                .doesNotHaveDuplicates()
                .allMatch(code -> Login.CODE.matcher(code).matches());
        try (var files = Files.walk(profile)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().toLowerCase().contains("cache"))
                    .toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(codes).as("%s", file).noneMatch(content::contains);
            }
        }
    }

    private static void open(String client, String page, String language) {
        String uri = page.equals("auto") ? AUTO : COPY;
        browser.open(authorize(
                realm,
                request(
                        client,
                        uri,
                        "ui_locales",
                        language,
                        "scope",
                        page.equals("error") ? "openid nonsense" : "openid")));
        browser.await(By.id("oob"));
    }

    /** The older theme has its realm's name, on every page, outside of any landmark. */
    private static Object violations(String theme) {
        List<String> outsideOfLandmarks = theme.equals("keycloak") ? List.of("#kc-header") : List.of();
        browser.run(axe);
        return browser.run(
                """
                const found = await axe.run({exclude: arguments[0]});
                return found.violations.map(rule => rule.id + ': ' + rule.nodes.map(node => node.html).join(' '));
                """,
                outsideOfLandmarks);
    }

    private static String focused() {
        return (String) browser.run("return document.activeElement.id");
    }

    private static void press(Keys key) {
        browser.driver().switchTo().activeElement().sendKeys(key);
    }

    private static String awaitStatus() {
        return Awaitility.await()
                .until(() -> browser.driver().findElement(STATUS).getText(), text -> !text.isEmpty());
    }

    private static void cdp(String command, Map<String, Object> parameters) {
        browser.emulate(command, parameters);
    }
}
