package dev.extendedtoken.keycloak.endpoint.alias;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresChromium;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.WebSite;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;

/**
 * Logins in a browser that start on an alias path: they show the same pages, return the same parameters and record the
 * same events as those on Keycloak's own path.
 */
@RequiresChromium
@KeycloakTest
@WithAliases
class AliasLoginIT {

    private static final String PASSWORD = "ann-secret";
    private static final String NEW_PASSWORD = "ann-new-secret";
    private static final String BASIC = Http.basic("partner", "partner-secret");

    private static final By PAGE_TITLE = By.id("kc-page-title");
    private static final By USERNAME_FIELD = By.id("username");
    private static final By PASSWORD_FIELD = By.id("password");
    private static final By RESTART_LOGIN = By.id("reset-login");

    /** Where a client sends the browser and its own requests. */
    private enum Paths {
        OWN(
                "/protocol/openid-connect/auth",
                "/protocol/openid-connect/token",
                "/protocol/openid-connect/revoke",
                "/protocol/openid-connect/token/introspect"),
        OAUTH("/oauth/authorize", "/oauth/tokens", "/oauth/revoke", "/oauth/introspect"),
        AS("/as/authorize", "/as/token", "/as/revoke", "/as/introspect");

        private final String authorize;
        private final String token;
        private final String revoke;
        private final String introspect;

        Paths(String authorize, String token, String revoke, String introspect) {
            this.authorize = authorize;
            this.token = token;
            this.revoke = revoke;
            this.introspect = introspect;
        }

        /** A name that only logins by these paths use. */
        String own(String name) {
            return name + "-" + name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String HOME = "alias-login-home";

    @AutoClose
    private static Browser browser;

    @AutoClose
    private static WebSite app = WebSite.withoutFiles();

    @InjectRealm("homeFile")
    private static TestRealm home;

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    @BeforeAll
    static void prepare() {
        browser = Browser.start();
    }

    /** The realm whose accounts the other one's login page offers. */
    private static RealmFile homeFile(Keycloak keycloak) {
        RealmFile file = RealmFile.named(HOME)
                .client(
                        "broker",
                        Map.of(
                                "secret",
                                "broker-secret",
                                "redirectUris",
                                List.of(keycloak.http() + "/realms/alias-login/broker/*")));
        for (Paths paths : Paths.values()) {
            file.user(paths.own("bob"), "bob-secret");
        }
        return file;
    }

    private static RealmFile realmFile(Keycloak keycloak) {
        RealmFile file = RealmFile.named("alias-login")
                .jsonForAll()
                .allEvents()
                .with("authenticationFlows", usernameThenPassword())
                .with("browserFlow", "username, then password")
                .with(
                        "identityProviders",
                        Arrays.stream(Paths.values())
                                .map(paths -> identityProvider(keycloak, paths))
                                .toList())
                .client(
                        "partner",
                        Map.of(
                                "secret",
                                "partner-secret",
                                "redirectUris",
                                List.of(app.uri("/callback").toString()),
                                "protocolMappers",
                                List.of(RealmFile.ownAudience("partner"))));
        for (Paths paths : Paths.values()) {
            file.user(paths.own("ann"), PASSWORD);
            file.user(
                    paths.own("new"),
                    PASSWORD,
                    Map.of("requiredActions", List.of("UPDATE_PASSWORD", "UPDATE_PROFILE")));
        }
        return file;
    }

    /** The password page of this flow has a button to start the login again. */
    private static List<Map<String, ?>> usernameThenPassword() {
        return List.of(
                flow(
                        "username, then password",
                        true,
                        Map.of("authenticator", "auth-cookie", "requirement", "ALTERNATIVE", "priority", 10),
                        Map.of(
                                "authenticatorFlow",
                                true,
                                "flowAlias",
                                "its forms",
                                "requirement",
                                "ALTERNATIVE",
                                "priority",
                                20)),
                flow(
                        "its forms",
                        false,
                        Map.of("authenticator", "auth-username-form", "requirement", "REQUIRED", "priority", 10),
                        Map.of("authenticator", "auth-password-form", "requirement", "REQUIRED", "priority", 20)));
    }

    private static Map<String, ?> flow(String alias, boolean topLevel, Map<?, ?>... executions) {
        return Map.of(
                "alias",
                alias,
                "providerId",
                "basic-flow",
                "topLevel",
                topLevel,
                "builtIn",
                false,
                "authenticationExecutions",
                List.of(executions));
    }

    /** The broker takes the same kind of path as the client. */
    private static Map<String, ?> identityProvider(Keycloak keycloak, Paths paths) {
        String home = keycloak.http() + "/realms/" + HOME;
        String itself = keycloak.itself() + "/realms/" + HOME;
        return RealmFile.identityProvider(
                paths.own("home"),
                URI.create(home + paths.authorize),
                itself + paths.token,
                itself + "/protocol/openid-connect/certs",
                Map.of("issuer", home));
    }

    @Test
    void requiredActionsDuringLogin() {
        endsAsOnOwnPath(person -> {
            person.meets(USERNAME_FIELD).types(person.paths.own("new"));
            person.meets(PASSWORD_FIELD).types(PASSWORD);
            person.meets(By.id("lastName")).types("Newcomer");
            person.meets(By.id("password-new")).fills(NEW_PASSWORD);
            person.meets(By.id("password-confirm")).types(NEW_PASSWORD);
        });
    }

    @Test
    void brokerLogin() {
        endsAsOnOwnPath(person -> {
            person.meets(By.id("social-" + person.paths.own("home"))).clicks();
            person.meets(PASSWORD_FIELD);
            person.meets(USERNAME_FIELD).fills(person.paths.own("bob"));
            person.meets(PASSWORD_FIELD).types("bob-secret");
        });
    }

    @Test
    void restartLogin() {
        endsAsOnOwnPath(person -> {
            person.meets(USERNAME_FIELD);
            person.browser.driver().navigate().refresh();
            person.meets(USERNAME_FIELD).types(person.paths.own("new"));
            person.meets(RESTART_LOGIN).clicks();
            person.meets(USERNAME_FIELD).types(person.paths.own("ann"));
            person.meets(PASSWORD_FIELD).types(PASSWORD);
        });
    }

    @Test
    void restartOfAnExpiredPage() {
        endsAsOnOwnPath(person -> {
            person.meets(USERNAME_FIELD);
            String usedUp = person.browser.await(By.id("kc-form-login")).getDomAttribute("action");
            person.types(person.paths.own("ann"));
            person.meets(PASSWORD_FIELD);
            person.browser.open(URI.create(usedUp));
            person.meets(By.id("loginRestartLink")).clicks();
            person.meets(USERNAME_FIELD).types(person.paths.own("ann"));
            person.meets(PASSWORD_FIELD).types(PASSWORD);
        });
    }

    private void endsAsOnOwnPath(Consumer<Person> login) {
        Journey own = journey(Paths.OWN, login);
        assertThat(journey(Paths.OAUTH, login)).isEqualTo(own);
        assertThat(journey(Paths.AS, login)).isEqualTo(own);
    }

    /** Login, code, tokens, refresh, revocation. */
    private Journey journey(Paths paths, Consumer<Person> login) {
        realm.admin().delete("/" + realm.name() + "/events").expect(204);
        browser.forget();
        Person person = new Person(browser, paths);
        browser.open(realm.uri(paths.authorize + "?" + Http.encode(authorizationRequest())));
        login.accept(person);
        URI back = browser.awaitAddress(address -> address.toString().startsWith(app.origin()));
        assertThat(Login.parameter(back, "state")).isEqualTo("a state");
        assertThat(Login.parameter(back, "iss")).isEqualTo(realm.uri("").toString());
        exchangeRefreshAndRevoke(paths, Login.parameter(back, "code"));
        return new Journey(person.seen, names(back), events());
    }

    private static Map<String, String> authorizationRequest() {
        return Map.of(
                "response_type",
                "code",
                "client_id",
                "partner",
                "redirect_uri",
                app.uri("/callback").toString(),
                "scope",
                "openid",
                "state",
                "a state");
    }

    private void exchangeRefreshAndRevoke(Paths paths, String code) {
        Answer first = post(
                paths.token,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        app.uri("/callback").toString()));
        Answer second =
                post(paths.token, Map.of("grant_type", "refresh_token", "refresh_token", first.text("refresh_token")));
        Map<String, String> token = Map.of("token", second.text("access_token"));
        assertThat(post(paths.introspect, token).json().get("active").booleanValue())
                .isTrue();
        post(paths.revoke, Map.of("token", second.text("refresh_token")));
        assertThat(post(paths.introspect, token).json().get("active").booleanValue())
                .isFalse();
    }

    private Answer post(String path, Map<String, String> parameters) {
        return http.json(realm.uri(path), parameters, "Authorization", BASIC).expect(200);
    }

    /** Each with the names of its details; what they say differs from login to login. */
    private static List<String> events() {
        return realm.events().stream()
                .map(event -> event.path("type").asText() + " " + event.path("clientId") + " " + event.path("error")
                        + " " + memberNames(event.path("details")))
                .sorted()
                .toList();
    }

    private static TreeSet<String> memberNames(JsonNode object) {
        TreeSet<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The names of an address's query parameters. */
    private static TreeSet<String> names(URI address) {
        return Arrays.stream(address.getRawQuery().split("&"))
                .map(pair -> pair.split("=")[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a client and an administrator can observe of a login. */
    private record Journey(List<String> pages, TreeSet<String> parameters, List<String> events) {}

    /** Fills in one page after the other and remembers what was to be seen. */
    private static final class Person {

        private final Browser browser;
        private final Paths paths;
        private final List<String> seen = new ArrayList<>();
        private By field;

        Person(Browser browser, Paths paths) {
            this.browser = browser;
            this.paths = paths;
        }

        /** Waits for a page with this field. */
        Person meets(By field) {
            this.field = field;
            browser.await(field);
            URI address = browser.address();
            String path = address.getPath().replace(paths.authorize, Paths.OWN.authorize);
            seen.add(browser.await(PAGE_TITLE).getText() + " at " + path + " " + names(address));
            return this;
        }

        void fills(String text) {
            browser.fill(field, text);
        }

        /** Fills in the field and sends its form off. */
        void types(String text) {
            browser.submit(field, text);
        }

        void clicks() {
            browser.click(field);
        }
    }
}
