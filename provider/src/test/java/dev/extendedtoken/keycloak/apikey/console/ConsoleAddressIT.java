package dev.extendedtoken.keycloak.apikey.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.ProxiedServer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RequiresChromium;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/**
 * The key console of a server with a path of its own, behind a reverse proxy, whose administration has another host name than
 * its logins.
 */
@RequiresProgram("nginx")
@RequiresChromium
class ConsoleAddressIT {

    private static ProxiedServer server;
    private static TestRealm realm;
    private static Browser browser;

    @BeforeAll
    static void start() {
        server = ProxiedServer.start("console", "--spi-realm-restapi-extension--api-key-console--enabled=true");
        realm = TestRealm.create(
                server.direct(),
                ConsoleRealm.named("proxied")
                        .client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true)));
        browser = Browser.start();
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        server.close();
    }

    private static URI at(String base) {
        return URI.create(base + "/realms/proxied/api-key-console");
    }

    @Test
    void worksAtTheAdministrationsAddress() {
        ConsoleWindow console = new ConsoleWindow(browser, at(server.administration())).signIn("ada");
        console.choose("partner");
        String key = console.create("proxied", "1");
        console.picture("proxied");
        console.closeDialog();
        assertThat(console.text()).contains("proxied", ApiKeys.id(key));
        assertThat(browser.console()).noneMatch(message -> message.contains("Security Policy"));
        assertThat(browser.everythingSent()).noneMatch(sent -> sent.contains(key));
        browser.click(By.id("sign-out"));
        browser.await(ConsoleWindow.SIGN_IN);
        assertThat(browser.address()).isEqualTo(at(server.administration()));
    }

    /** At the address of logins, and at that of the server behind the proxy; the log says what to set. */
    @Test
    void isNotFoundAtOtherAddresses() {
        browser.open(at(server.logins()));
        browser.awaitText(By.tagName("body"), text -> text.contains("not found"));
        assertThat(browser.has(By.id("console"))).isFalse();
        assertThat(Http.client().get(at(server.direct().http().toString())).status())
                .isEqualTo(404);
        assertThat(server.direct().log().lines())
                .filteredOn(line -> line.contains("was asked for at another address"))
                .singleElement()
                .asString()
                .contains("WARN", "'proxied'", server.administration().replaceFirst("/auth$", ""), "--proxy-headers");
    }

    /** The console of the realm master is for that realm only, although its administrators may do more. */
    @Test
    void theConsoleOfTheRealmMasterIsForThatRealmOnly() {
        ConsoleRealm.addClient(realm.admin(), "master");
        browser.forget();
        browser.open(URI.create(server.administration() + "/realms/master/api-key-console"));
        browser.click(ConsoleWindow.SIGN_IN);
        browser.fill(By.id("username"), "admin");
        browser.submit(By.id("password"), "admin");
        browser.awaitText(By.tagName("body"), text -> text.contains("admin-cli"));
        String token = sentToken();
        assertThat(status("master", "api-keys?search=", token)).isEqualTo(200L);
        assertThat(status("proxied", "api-keys?search=", token)).isEqualTo(403L);
        assertThat(status("proxied", "api-keys?clientId=partner", token)).isEqualTo(403L);
        assertThat(status("proxied", "clients", token)).isEqualTo(403L);
        assertThat(status("master", "users", token)).isEqualTo(403L);
    }

    /** The access token is in the page's memory and in its requests. */
    private static String sentToken() {
        return browser.everythingSent().stream()
                .filter(sent -> sent.contains("/api-keys?") && sent.contains("Bearer "))
                .map(sent -> sent.replaceFirst("(?s).*Bearer ([A-Za-z0-9_.-]+).*", "$1"))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    private static Object status(String of, String resource, String token) {
        return browser.run(
                "return (await fetch(arguments[0], {headers: {Authorization: 'Bearer ' + arguments[1]}})).status",
                server.administration() + "/admin/realms/" + of + "/" + resource,
                token);
    }
}
