package dev.extendedtoken.keycloak.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.NodePackages;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresChromium;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.WebSite;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;

/**
 * Pages of another origin in a browser, with its real preflight requests: jQuery at the token endpoint, and
 * auth0-spa-js, which uses {@code /oauth/token} and {@code /oauth/revoke} and sends JSON.
 */
@RequiresProgram("node")
@RequiresChromium
@KeycloakTest
@WithAliases
class CrossOriginIT {

    private static final String PASSWORD = "ann-secret";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private static final String CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    /** Its {@code /authorize}, below the realm, is the one path that no alias has. */
    private static final String LOG_IN =
            """
            client.loginWithRedirect({
                openUrl: url => window.location.assign(url.replace('/authorize?', '/oauth/authorize?'))
            });
            """;

    /** Where it keeps tokens. The web worker that it has as a third choice insists on the path at the root. */
    private static final String LOCAL_STORAGE = "cacheLocation: 'localstorage'";

    private static final String MEMORY = "cache: new auth0.InMemoryCache().enclosedCache";

    @AutoClose
    private static WebSite shop = WebSite.serving(NodePackages.installed("test/node"));

    @AutoClose
    private static WebSite stranger = WebSite.serving(NodePackages.installed("test/node"));

    @InjectRealm
    private static TestRealm realm;

    private Browser browser;

    static RealmFile realmFile() {
        return RealmFile.named("cross-origin")
                .jsonForMarkedClients()
                .allEvents()
                .user("ann", PASSWORD, Map.of("realmRoles", List.of("offline_access")))
                .client("page", page(Map.of("json", "true")))
                .client("form-page", page(Map.of()));
    }

    /** Both sites may receive its codes, but only one may ask for its tokens. */
    private static Map<String, ?> page(Map<String, String> attributes) {
        return Map.of(
                "publicClient",
                true,
                "redirectUris",
                List.of(
                        shop.uri("/page.html").toString(),
                        stranger.uri("/page.html").toString()),
                "webOrigins",
                List.of(shop.origin()),
                "attributes",
                attributes);
    }

    @BeforeEach
    void open() {
        realm.admin().delete("/" + realm.name() + "/events").expect(204);
        browser = Browser.start();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {Http.JSON, Http.FORM})
    void jqueryExchangesACode(String contentType) {
        JsonNode answer = exchangeByJquery(shop, contentType);
        assertThat(answer.path("status").intValue()).as("" + answer).isEqualTo(200);
        assertThat(answer.at("/body/access_token").asText()).isNotBlank();
        assertThat(eventTypes()).contains("CODE_TO_TOKEN");
        List<String> requests = browser.requests();
        assertThat(requests).contains("POST " + realm.token());
        assertThat(requests.contains("OPTIONS " + realm.token())).isEqualTo(contentType.equals(Http.JSON));
    }

    @ParameterizedTest
    @ValueSource(strings = {Http.JSON, Http.FORM})
    void jqueryIsRejectedOnAnotherOrigin(String contentType) {
        JsonNode answer = exchangeByJquery(stranger, contentType);
        assertThat(answer.path("status").intValue()).as("" + answer).isZero();
        assertThat(answer.path("body").isMissingNode() || answer.path("body").isNull())
                .isTrue();
        assertThat(browser.console()).anyMatch(CrossOriginIT::isCorsFailure);
    }

    @ParameterizedTest
    @ValueSource(strings = {LOCAL_STORAGE, MEMORY})
    void auth0SpaLogsInRefreshesAndRevokes(String cache) {
        logInByAuth0Spa(shop, "page", cache);
        JsonNode tokens = run(
                """
                await client.handleRedirectCallback();
                const user = await client.getUser();
                const first = await client.getTokenSilently({detailedResponse: true});
                const second = await client.getTokenSilently({detailedResponse: true, cacheMode: 'off'});
                return {user, first, second};
                """);
        assertThat(tokens.at("/user/email").asText()).isEqualTo("ann@example.com");
        assertThat(tokens.at("/first/access_token").asText()).isNotBlank();
        assertThat(tokens.at("/second/access_token").asText())
                .isNotBlank()
                .isNotEqualTo(tokens.at("/first/access_token").asText());

        run("await client.revokeRefreshToken(); return {};");
        assertThat(eventTypes())
                .contains("LOGIN", "CODE_TO_TOKEN", "REFRESH_TOKEN", "REVOKE_GRANT")
                .doesNotContain("CODE_TO_TOKEN_ERROR", "REFRESH_TOKEN_ERROR", "REVOKE_GRANT_ERROR");
    }

    /** So it was JSON, and it is the policy that lets it pass: without it, Keycloak sees no client and no origin. */
    @Test
    void auth0SpaNeedsTheJsonPolicy() {
        logInByAuth0Spa(shop, "form-page", MEMORY);
        assertThat(failureOf("client.handleRedirectCallback()")).isEqualTo("Failed to fetch");
        assertThat(eventTypes()).contains("LOGIN").doesNotContain("CODE_TO_TOKEN");
    }

    @Test
    void auth0SpaNeedsNoPolicyForForms() {
        logInByAuth0Spa(shop, "form-page", MEMORY + ", useFormData: true");
        assertThat(failureOf("client.handleRedirectCallback()")).isNull();
        assertThat(eventTypes()).contains("LOGIN", "CODE_TO_TOKEN");
    }

    @Test
    void auth0SpaIsRejectedOnAnotherOrigin() {
        logInByAuth0Spa(stranger, "page", MEMORY);
        assertThat(failureOf("client.handleRedirectCallback()")).isEqualTo("Failed to fetch");
        assertThat(browser.console()).anyMatch(CrossOriginIT::isCorsFailure);
    }

    private JsonNode exchangeByJquery(WebSite site, String contentType) {
        URI page = site.uri("/page.html");
        Map<String, String> request = Map.of(
                "response_type", "code",
                "client_id", "page",
                "redirect_uri", page.toString(),
                "scope", "openid",
                "code_challenge", CHALLENGE,
                "code_challenge_method", "S256");
        browser.open(realm.uri("/protocol/openid-connect/auth?" + Http.encode(request)));
        String code = Login.parameter(signIn(site), "code");
        Map<String, String> parameters = Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                "page",
                "redirect_uri",
                page.toString(),
                "code",
                code,
                "code_verifier",
                VERIFIER);
        return run(
                """
                const [url, contentType, data] = arguments;
                return await new Promise(done => $.ajax({url, method: 'POST', contentType, data})
                    .done((body, text, request) => done({status: request.status, body}))
                    .fail(request => done({status: request.status, body: request.responseJSON})));
                """,
                realm.token().toString(),
                contentType,
                contentType.equals(Http.JSON) ? Http.toJson(parameters) : Http.encode(parameters));
    }

    /** What auth0-spa-js calls a domain is the realm's address. It takes an issuer as it is if that is https. */
    private static Map<String, ?> options(WebSite site, String clientId) {
        return Map.of(
                "domain",
                realm.secure("").toString(),
                "issuer",
                realm.secure("").toString(),
                "clientId",
                clientId,
                "useFormData",
                false,
                "useRefreshTokens",
                true,
                "authorizationParams",
                Map.of("redirect_uri", site.uri("/page.html").toString()));
    }

    private void logInByAuth0Spa(WebSite site, String clientId, String cache) {
        Map<String, ?> options = options(site, clientId);
        String create = "window.client = await auth0.createAuth0Client({...arguments[0], " + cache + "});";
        browser.open(site.uri("/page.html"));
        browser.run(create + LOG_IN, options);
        signIn(site);
        browser.run(create, options);
    }

    private URI signIn(WebSite site) {
        browser.fill(By.id("username"), "ann");
        browser.submit(By.id("password"), PASSWORD);
        return browser.awaitAddress(address -> address.toString().startsWith(site.origin()));
    }

    private String failureOf(String call) {
        return run("try { await " + call + "; return null; } catch (failure) { return failure.message; }")
                .textValue();
    }

    private JsonNode run(String script, Object... arguments) {
        return browser.json(script, arguments);
    }

    private static boolean isCorsFailure(String message) {
        return message.contains("from origin '" + stranger.origin() + "' has been blocked by CORS policy")
                && message.contains("No 'Access-Control-Allow-Origin' header");
    }

    private static List<String> eventTypes() {
        return realm.events().stream().map(event -> event.path("type").asText()).toList();
    }
}
