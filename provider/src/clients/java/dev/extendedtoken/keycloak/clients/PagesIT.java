package dev.extendedtoken.keycloak.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.TestCertificates;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Browser;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.NodePackages;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.WebSite;
import dev.extendedtoken.keycloak.systems.Demo;
import dev.extendedtoken.keycloak.systems.EntryPoint;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.openqa.selenium.By;

/** Clients in a browser, against the demo realm. */
@KeycloakTest
@WithAliases
class PagesIT {

    @InjectRealm
    private static Demo demo;

    private Browser browser;

    static RealmFile realmFile() {
        return Demo.file("pages");
    }

    @AfterEach
    void leave() {
        browser.close();
    }

    /** As in the fifth system's documentation, on a page of the origin where the code arrives. */
    @ParameterizedTest
    @EnumSource(EntryPoint.class)
    void jquery(EntryPoint entryPoint) {
        // Any certificate will do for the site; the browser is told that example.com is this machine.
        try (WebSite site = WebSite.secure(
                TestCertificates.get().tls(TestCertificates.Client.ALICE), NodePackages.installed("test/node"))) {
            browser = Browser.start("--host-resolver-rules=MAP example.com 127.0.0.1:" + site.port());
            Map<String, String> request =
                    Demo.request("pkce-public", Map.of("redirect_uri", "https://example.com", "scope", "openid"));
            browser.open(URI.create(demo.as(entryPoint, "/authorize") + "?" + Http.encode(request)));
            signIn();
            URI ended = browser.awaitAddress(address -> "example.com".equals(address.getHost()));
            browser.open(URI.create("https://example.com/page.html"));
            JsonNode first = ajax(
                    demo.as(entryPoint, "/token"),
                    Map.of(
                            "grant_type", "authorization_code",
                            "code", Login.parameter(ended, "code"),
                            "redirect_uri", "https://example.com",
                            "scope", "openid",
                            "client_id", "pkce-public",
                            "code_verifier", Demo.VERIFIER));
            assertThat(first.path("id_token").asText()).isNotBlank();
            JsonNode second = ajax(
                    demo.as(entryPoint, "/token"),
                    Map.of(
                            "grant_type", "refresh_token",
                            "client_id", "pkce-public",
                            "refresh_token", first.path("refresh_token").asText()));
            assertThat(second.path("access_token").asText()).isNotBlank();
            ajax(
                    demo.as(entryPoint, "/revoke"),
                    Map.of(
                            "client_id",
                            "pkce-public",
                            "token",
                            second.path("refresh_token").asText()));
        }
    }

    private static void assertRevoked(String client) {
        assertThat(demo.realm().events("REVOKE_GRANT").get(0).path("clientId").asText())
                .isEqualTo(client);
    }

    private JsonNode ajax(URI address, Map<String, String> form) {
        JsonNode answer = browser.json(
                """
                const [url, data] = arguments;
                return $.ajax({
                  url, method: 'POST', timeout: 0, data,
                  headers: {'Content-Type': 'application/x-www-form-urlencoded'},
                }).then(body => ({body: body ?? {}}), failure => ({status: failure.status, text: failure.responseText}));
                """,
                address.toString(),
                form);
        assertThat(answer.has("body")).as(answer + " " + browser.console()).isTrue();
        return answer.path("body");
    }

    /** With the lines of realm-config/alias-paths.md; its client takes JSON and is public. */
    @Test
    void auth0Spa() {
        try (WebSite site = WebSite.at(9999, NodePackages.installed("test/node"))) {
            browser = Browser.start();
            String domain = demo.realm().secure("").toString();
            browser.open(site.uri("/page.html"));
            run(
                    create(domain)
                            + """
                    await client.loginWithRedirect({
                      openUrl: url => window.location.assign(url.replace('/authorize?', '/oauth/authorize?'))
                    });
                    return {};
                    """);
            signIn();
            browser.awaitAddress(address ->
                    address.toString().startsWith(site.uri("/page.html?").toString()));
            JsonNode tokens = run(
                    create(domain)
                            + """
                    await client.handleRedirectCallback();
                    const first = await client.getTokenSilently();
                    const second = await client.getTokenSilently({cacheMode: 'off'});
                    await client.revokeRefreshToken();
                    return {user: await client.getUser(), first, second};
                    """);
            assertThat(tokens.at("/user/email").asText()).isEqualTo("demo@example.com");
            assertThat(tokens.path("second").asText())
                    .isNotBlank()
                    .isNotEqualTo(tokens.path("first").asText());
            assertRevoked("page");
        }
    }

    private static String create(String domain) {
        return """
                const client = await auth0.createAuth0Client({
                  domain: '%1$s',
                  issuer: '%1$s',
                  clientId: 'page',
                  useFormData: false,
                  useRefreshTokens: true,
                  cache: new auth0.InMemoryCache().enclosedCache,
                  authorizationParams: {redirect_uri: window.location.origin + '/page.html'},
                });
                """
                .formatted(domain);
    }

    private JsonNode run(String body) {
        JsonNode result =
                browser.json("return (async () => {" + body + "})().catch(failure => ({failure: String(failure)}));");
        assertThat(result.has("failure")).as(result + " " + browser.console()).isFalse();
        return result;
    }

    private void signIn() {
        browser.fill(By.id("username"), "demo");
        browser.submit(By.id("password"), "demo");
    }
}
