package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.support.Browser;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;

/** The key console in a person's browser. */
final class ConsoleWindow {

    static final By SIGN_IN = By.id("sign-in");
    static final By HEADING = By.tagName("h1");
    static final By CREATE = By.id("create");
    static final By REVOKE_ALL = By.id("revoke-all");
    static final By DIALOG = By.tagName("dialog");
    static final By ACT = By.id("dialog-act");
    static final By KEY = By.id("new-key");
    static final By ALERT = By.cssSelector(".pf-v5-c-alert");
    static final By DIALOG_ALERT = By.cssSelector("dialog [role=alert] .pf-v5-c-alert");

    private static final Path PICTURES =
            Path.of(System.getProperty("project.root"), "provider/target/screenshots/console");

    private final Browser browser;
    private final URI page;

    ConsoleWindow(Browser browser, URI page) {
        this.browser = browser;
        this.page = page;
    }

    Browser browser() {
        return browser;
    }

    /** A new person, who is not signed in. */
    ConsoleWindow open() {
        browser.forget();
        browser.open(page);
        browser.await(HEADING);
        return this;
    }

    ConsoleWindow signIn(String username) {
        open();
        browser.click(SIGN_IN);
        return logIn(username);
    }

    /** Fills in Keycloak's login form, which is there, and waits until the page is back. */
    ConsoleWindow logIn(String username) {
        browser.fill(By.id("username"), username);
        browser.submit(By.id("password"), username + "-secret");
        browser.await(By.id("console-main"));
        browser.awaitAddress(page::equals);
        browser.await(By.cssSelector("nav"));
        settled();
        return this;
    }

    /** Waits until the page has shown what it loads. */
    void settled() {
        browser.awaitText(HEADING, text -> !text.isEmpty());
    }

    ConsoleWindow choose(String clientId) {
        browser.click(By.id("go-clients"));
        browser.awaitGone(By.id("back"));
        browser.click(By.xpath("//main//td//button[text()='" + clientId + "']"));
        browser.await(By.id("back"));
        return this;
    }

    void go(String view) {
        browser.click(By.id("go-" + view));
        browser.await(By.cssSelector("#go-" + view + "[aria-current=page]"));
        settled();
    }

    /** Makes a key, and leaves the dialog open that shows it. */
    String create(String label, String days) {
        browser.click(CREATE);
        browser.fill(By.id("label"), label);
        browser.fill(By.id("days"), days);
        browser.click(ACT);
        return browser.await(KEY).getText();
    }

    void closeDialog() {
        browser.click(By.id("dialog-close"));
        browser.awaitGone(DIALOG);
        browser.await(By.id("back"));
    }

    /** All that the page says. */
    String text() {
        return browser.await(By.id("console-main")).getText();
    }

    void picture(String name) {
        browser.screenshot(PICTURES.resolve(name + ".png"));
    }

    /** What axe-core finds on the page as it is. */
    Object violations(String axe) {
        browser.run(axe);
        return browser.run(
                """
                const found = await axe.run();
                return found.violations.map(rule => rule.id + ': ' + rule.nodes.map(node => node.html).join(' '));
                """);
    }

    void dark(boolean dark) {
        browser.emulate(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    }

    void phone(boolean phone) {
        if (phone) {
            browser.emulate(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", 360, "height", 740, "deviceScaleFactor", 1, "mobile", true));
        } else {
            browser.emulate("Emulation.clearDeviceMetricsOverride", Map.of());
        }
    }
}
