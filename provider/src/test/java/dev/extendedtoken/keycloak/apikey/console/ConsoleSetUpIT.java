package dev.extendedtoken.keycloak.apikey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.pages.Block;
import dev.extendedtoken.keycloak.pages.Page;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresChromium;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/**
 * What {@code realm-config/api-key-console.md} and {@code api-key.md} tell an administrator of a realm to do in the Admin
 * Console, step by step, and then a key in the key console: without a terminal.
 */
@RequiresChromium
@KeycloakTest
class ConsoleSetUpIT {

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    /** A realm without the console and without policies. */
    static RealmFile realmFile() {
        return RealmFile.named("console-set-up")
                .client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true))
                .user("ada", "ada-secret", Map.of("clientRoles", Map.of("realm-management", List.of("realm-admin"))));
    }

    @Test
    void fromARealmWithoutTheConsoleToAWorkingKey() {
        Instant start = Instant.now();
        try (Browser browser = Browser.start("--window-size=1400,1200")) {
            ConsoleWindow console = new ConsoleWindow(browser, realm.uri("/api-key-console"));
            importClient(browser, console);
            paste(browser, "profiles", By.cssSelector("[data-testid='jsonEditor-saveBtn']"));
            paste(browser, "policies", By.cssSelector("[data-testid='jsonEditor-policies-saveBtn']"));
            console.picture("set-up-2-policies");
            createRole(browser);
            assertThat(homeUrl(browser)).isEqualTo(realm.uri("/api-key-console").toString());
            console.signIn("ada").choose("partner");
            String key = console.create("first", "30");
            System.out.println("From a realm without the key console to a key: "
                    + Duration.between(start, Instant.now()).toSeconds() + " s");
            works(key);
        }
    }

    private static void importClient(Browser browser, ConsoleWindow console) {
        browser.open(URI.create(
                keycloak.http() + "/admin/" + realm.name() + "/console/#/" + realm.name() + "/realm-settings"));
        browser.fill(By.id("username"), "ada");
        browser.submit(By.id("password"), "ada-secret");
        browser.click(By.cssSelector("[data-testid='action-dropdown']"));
        browser.click(By.cssSelector("[data-testid='openPartialImportModal']"));
        browser.await(By.cssSelector(".pf-v5-c-modal-box"));
        browser.driver()
                .findElement(By.cssSelector(".pf-v5-c-modal-box input[type=file]"))
                .sendKeys(ConsoleRealm.file().toString());
        browser.click(By.cssSelector("[name='clients']"));
        console.picture("set-up-1-import");
        browser.click(By.cssSelector("[data-testid='confirm']"));
        browser.click(By.cssSelector("[data-testid='close-button']"));
    }

    /** Of the console's client, in the list of clients. */
    private static String homeUrl(Browser browser) {
        browser.open(
                URI.create(keycloak.http() + "/admin/" + realm.name() + "/console/#/" + realm.name() + "/clients"));
        return browser.await(By.cssSelector("a[href$='/api-key-console']")).getDomProperty("href");
    }

    /** Replaces what the JSON editor of Client Policies shows by the block of the page. */
    private static void paste(Browser browser, String list, By save) {
        browser.open(URI.create(keycloak.http() + "/admin/" + realm.name() + "/console/#/" + realm.name()
                + "/realm-settings/client-policies/" + list));
        browser.click(By.id("jsonEditor-" + list + "View"));
        browser.fill(By.tagName("textarea"), block(list.equals("profiles") ? "executor" : "condition"));
        browser.click(save);
        browser.await(By.cssSelector(".pf-m-success"));
    }

    /** The block of {@code api-key.md} that is a list of such. */
    private static String block(String member) {
        Path page = Path.of(System.getProperty("project.root"), "realm-config/api-key.md");
        return Page.read(page).blocks().stream()
                .map(Block::text)
                .filter(text -> text.startsWith("[") && text.contains("\"" + member + "\""))
                .findFirst()
                .orElseThrow();
    }

    private static void createRole(Browser browser) {
        String client = realm.client("partner").path("id").textValue();
        browser.open(URI.create(keycloak.http() + "/admin/" + realm.name() + "/console/#/" + realm.name() + "/clients/"
                + client + "/roles/new"));
        browser.submit(By.id("name"), "api-key");
        browser.awaitAddress(address -> !address.toString().endsWith("/new"));
    }

    /** The key is asked for, and accepted. */
    private static void works(String key) {
        Http http = Http.client();
        Map<String, String> grant = Map.of("grant_type", "client_credentials");
        String basic = Http.basic("partner", "partner-secret");
        assertThat(http.form(realm.token(), grant, "Authorization", basic).status())
                .isEqualTo(401);
        http.form(realm.token(), grant, "Authorization", basic, ApiKeys.HEADER, key)
                .expect(200);
    }
}
