package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Pictures;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresChromium;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;

/** The forms of the executors in the Admin Console. Screenshots are in {@code target/screenshots}. */
@RequiresChromium
@KeycloakTest
class ExecutorFormIT {

    private static final Path SCREENSHOTS = Path.of(System.getProperty("project.root"), "provider/target/screenshots");

    private static final String ROTATION = "refresh-token-rotation";

    private static final By SAVE = byTestId("addExecutor-saveBtn");
    private static final By MESSAGE = By.cssSelector(".pf-v5-c-alert");

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    @AutoClose
    private static Browser browser;

    static RealmFile realmFile() {
        RealmFile file = RealmFile.named("executor-forms");
        for (String executor : List.of(
                "api-key-enforcer", ROTATION, "token-request-rules", "token-response-format", "json-requests")) {
            file.profile(executor, executor, Map.of());
        }
        file.profile("picture", ROTATION, Map.of());
        return file.profile("user-jwt-enforcer", "user-jwt-enforcer", Map.of("issued-to", List.of("shop")));
    }

    @BeforeAll
    static void signIn() {
        browser = Browser.start();
        browser.open(URI.create(keycloak.http() + "/admin/master/console/"));
        browser.fill(By.id("username"), "admin");
        browser.submit(By.id("password"), "admin");
        browser.await(By.id("nav-toggle"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api-key-enforcer",
                "refresh-token-rotation",
                "token-request-rules",
                "token-response-format",
                "user-jwt-enforcer"
            })
    void everyOptionIsInTheForm(String executor) {
        open(executor, executor);
        assertThat(labels(executor)).isNotEmpty().allSatisfy(label -> assertThat(
                        browser.await(By.tagName("form")).getText())
                .contains(label));
        browser.screenshot(SCREENSHOTS.resolve("form-" + executor + ".png"));
    }

    @Test
    void aValueIsStored() {
        open(ROTATION, ROTATION);
        browser.fill(field("grace-period"), "30");
        browser.click(SAVE);
        assertThat(browser.await(MESSAGE).getText()).contains("updated successfully");
        assertThat(stored().path("grace-period").textValue()).isEqualTo("30");
    }

    @Test
    void aValueOutOfRangeIsRefusedByTheNameOfItsOption() {
        JsonNode before = stored();
        open(ROTATION, ROTATION);
        browser.fill(field("grace-period"), "a minute");
        browser.click(SAVE);
        assertThat(browser.await(MESSAGE).getText()).contains("grace-period");
        browser.screenshot(SCREENSHOTS.resolve("form-refused.png"));
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    void pictureOfTheFrontPage() {
        Pictures.take(browser, "executor-form", 1000, 800, () -> {
            open("picture", ROTATION);
            browser.await(field("grace-period"));
        });
    }

    private static void open(String profile, String executor) {
        // From another page, so that a form that is open already is loaded again.
        browser.open(URI.create("about:blank"));
        browser.open(URI.create(keycloak.http() + "/admin/master/console/#/" + realm.name()
                + "/realm-settings/client-policies/" + profile + "/edit-profile/" + executor));
        browser.await(SAVE);
    }

    private static List<String> labels(String executor) {
        JsonNode executors = realm.admin()
                .serverInfo()
                .expect(200)
                .json()
                .path("componentTypes")
                .path("org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider");
        return StreamSupport.stream(executors.spliterator(), false)
                .filter(type -> type.path("id").textValue().equals(executor))
                .flatMap(type -> StreamSupport.stream(type.path("properties").spliterator(), false))
                .map(option -> option.path("label").textValue())
                .toList();
    }

    private static JsonNode stored() {
        JsonNode profiles = realm.admin()
                .get("/" + realm.name() + "/client-policies/profiles")
                .expect(200)
                .json()
                .path("profiles");
        return StreamSupport.stream(profiles.spliterator(), false)
                .filter(profile -> profile.path("name").textValue().equals(ROTATION))
                .findFirst()
                .orElseThrow()
                .at("/executors/0/configuration");
    }

    private static By field(String option) {
        return byTestId(option);
    }

    private static By byTestId(String id) {
        return By.cssSelector("[data-testid='" + id + "']");
    }
}
