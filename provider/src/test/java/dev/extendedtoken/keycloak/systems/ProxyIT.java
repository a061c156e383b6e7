package dev.extendedtoken.keycloak.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.Wire;
import dev.extendedtoken.keycloak.support.WireAnswer;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reverse proxy of {@code docker/nginx}: what it passes on, and what not. Keycloak's aliases are off here. */
@RequiresProgram("nginx")
@ExtendWith(KeycloakExtension.class)
class ProxyIT {

    private static final String BASIC = Http.basic("json-basic", "json-basic-secret-012345");

    private static Demo demo;

    private final Http http = Http.client();

    @BeforeAll
    static void start(Keycloak keycloak) {
        demo = Demo.start(keycloak, "system-proxy");
    }

    @AfterAll
    static void end() {
        demo.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/oauth/token, /token",
        "/oauth/tokens, /token",
        "/oauth/revoke, /revoke",
        "/oauth/introspect, /token/introspect",
        "/system-proxy/as/token, /token",
        "/system-proxy/as/revoke, /revoke",
        "/system-proxy/as/introspect, /token/introspect"
    })
    void everyPathOfTheTable(String path, String own) {
        Map<String, String> request = Map.of("grant_type", "client_credentials", "token", "nonsense");
        Answer expected =
                http.json(demo.realm().uri("/protocol/openid-connect" + own), request, "Authorization", BASIC);
        Answer answer = http.json(at(path), request, "Authorization", BASIC);
        assertThat(answer.status()).isEqualTo(expected.status()).isLessThan(400);
        assertThat(answer.header("Cache-Control")).isEqualTo(expected.header("Cache-Control"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/authorize", "/system-proxy/as/authorize"})
    void aBrowserGoesOnAtKeycloaksOwnPath(String path) {
        String query = "?" + Http.encode(Map.of("client_id", "nobody", "state", "a b&c=d"));
        Answer answer = http.get(at(path + query), "Accept", "text/html,application/xhtml+xml")
                .expect(302);
        assertThat(answer.header("Location")).contains("/realms/system-proxy/protocol/openid-connect/auth" + query);
        assertThat(http.get(at(path + query), "Accept", "*/*").status()).isEqualTo(400);
        assertThat(demo.proxy().log()).contains("GET " + path + " 302").doesNotContain("state", "a+b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/admin/",
                "/admin/realms",
                "/metrics",
                "/health",
                "/oauth",
                "/oauth/",
                "/oauth/nonsense",
                "/oauth/token/",
                "/system-proxy/as/nonsense",
                "/system-proxy/nonsense/as/token",
                "/as/token"
            })
    void passesNothingElseOn(String path) {
        assertThat(http.get(at(path)).status()).isEqualTo(404);
        assertThat(http.form(at(path), Map.of()).status()).isEqualTo(404);
    }

    /** Neither another path nor a second request can be made of an environment's name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a%2Fb/as/token",
                "/system-proxy%0d%0aX-Other:%20header/as/token",
                "/system-proxy%20HTTP%2F1.1/as/token",
                "/system-proxy%3Fa=/as/token",
                "/%2e%2e%2fadmin/as/token",
                "/system-proxy%00/as/token",
                "/../admin/as/token",
                "/realms/../admin/realms"
            })
    void environmentsThatAreNoNames(String path) {
        WireAnswer answer = new Wire(demo.proxy().http())
                .send("GET", "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isIn(400, 404);
    }

    @Test
    void anUnknownEnvironmentIsKeycloaksToRefuse() {
        assertThat(http.form(at("/nowhere/as/token"), Map.of()).expect(404).text("error"))
                .isEqualTo("Realm does not exist");
    }

    @Test
    void aBodyThatIsTooLong() {
        for (int length : new int[] {70_000, 200_000}) {
            Answer refused = http.json(
                            at("/oauth/tokens"),
                            Map.of("grant_type", "client_credentials", "x", "x".repeat(length)),
                            "Authorization",
                            BASIC)
                    .expect(413);
            assertThat(refused.text("error")).isEqualTo("invalid_request");
            assertThat(refused.header("Cache-Control").orElseThrow()).contains("no-store");
        }
    }

    @Test
    void aHeaderThatIsSentTwiceArrivesTwice() {
        Answer refused = http.form(
                at("/oauth/token"),
                Map.of("grant_type", "client_credentials", "client_id", "oob-apikey"),
                "x-api-key",
                "one",
                "x-api-key",
                "two");
        assertThat(refused.expect(401).text("error")).isEqualTo("invalid_client");
        assertThat(demo.realm().events("CLIENT_LOGIN_ERROR").get(0).at("/details/reason"))
                .hasToString("\"api_key_repeated\"");
    }

    private static URI at(String path) {
        return URI.create(demo.proxy().http() + path);
    }
}
