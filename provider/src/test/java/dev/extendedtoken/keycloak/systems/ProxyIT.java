package dev.extendedtoken.keycloak.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.Proxy;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.Wire;
import dev.extendedtoken.keycloak.support.WireAnswer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reverse proxy of {@code docker/nginx}: which requests it forwards. Keycloak's alias paths are disabled here. */
@RequiresProgram("nginx")
@KeycloakTest
class ProxyIT {

    private static final String BASIC = Http.basic("json-basic", "json-basic-secret-012345");

    @InjectRealm
    private static Demo demo;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return Demo.file("system-proxy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/token", "/oauth/tokens", "/system-proxy/as/token"})
    void token(String path) {
        assertThat(clientCredentials(path).text("access_token")).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/", "/system-proxy/as/"})
    void introspectAndRevoke(String root) {
        Map<String, String> token =
                Map.of("token", clientCredentials("/oauth/tokens").text("access_token"));
        assertThat(active(root, token)).isTrue();
        assertThat(post(root + "revoke", token).expect(200).body()).isEmpty();
        assertThat(active(root, token)).isFalse();
    }

    private boolean active(String root, Map<String, String> token) {
        return post(root + "introspect", token)
                .expect(200)
                .json()
                .path("active")
                .booleanValue();
    }

    private Answer clientCredentials(String path) {
        return post(path, Map.of("grant_type", "client_credentials")).expect(200);
    }

    private Answer post(String path, Map<String, String> parameters) {
        return http.json(at(path), parameters, "Authorization", BASIC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/authorize", "/system-proxy/as/authorize"})
    void aBrowserContinuesOnKeycloaksPath(String path) {
        String query = "?" + Http.encode(Map.of("client_id", "nobody", "state", "a b&c=d"));
        String[] page = {"Accept", "text/html,application/xhtml+xml"};
        for (Answer answer : List.of(http.get(at(path + query), page), http.form(at(path + query), Map.of(), page))) {
            assertThat(answer.expect(307).header("Location"))
                    .contains("/realms/system-proxy/protocol/openid-connect/auth" + query);
        }
        assertThat(http.get(at(path + query), "Accept", "*/*").status()).isEqualTo(400);
        logs(demo.proxy(), "GET " + path + " 307");
    }

    /** Nginx itself answers, whether Keycloak has the page or not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/realms/system-proxy/api-key-console",
                "/realms/system-proxy/api-key-console/",
                "/realms/system-proxy/api-key-console/app.js",
                "/realms/system-proxy/api-key-console?x=y",
                "/realms/system-proxy/api-key-console;x=y",
                "/realms/system-proxy;x=y/api-key-console",
                "/realms/system-proxy/api-key-console%3Bx",
                "/realms/master/API-key-console"
            })
    void theKeyConsoleIsNotPassedOn(String path) {
        Answer answer = http.get(at(path)).expect(404);
        assertThat(answer.body()).contains("<center>nginx</center>");
    }

    /** Nginx logs a request after it has answered. */
    private static void logs(Proxy proxy, String line) {
        Awaitility.await().untilAsserted(() -> assertThat(proxy.log()).contains(line));
        assertThat(proxy.log()).doesNotContain("confidential");
    }

    /** The log holds no query and no Referer header, for each kind of response. */
    @Test
    void logsNoSecrets() {
        String query = "?state=a-confidential-state";
        String[] referer = {"Referer", "https://app.example.com/?code=a-confidential-code"};
        http.get(at("/oauth/authorize" + query), referer);
        http.get(at("/nonsense" + query), referer);
        http.form(at("/oauth/token" + query), Map.of("x", "x".repeat(200_000)), referer)
                .expect(413);
        logs(demo.proxy(), "POST /oauth/token 413");
        try (Proxy alone = Proxy.start("localhost:1", "system-proxy")) {
            Answer refused = http.form(URI.create(alone.http() + "/oauth/token" + query), Map.of(), referer)
                    .expect(503);
            assertThat(refused.text("error")).isEqualTo("temporarily_unavailable");
            assertThat(refused.header("Cache-Control")).contains("no-store");
            logs(alone, "POST /oauth/token 503");
        }
    }

    /** Keycloak knows the path that it is asked for, and not the one that the client has called. */
    @Test
    void dpopProofForKeycloaksPath() {
        SigningKey key = SigningKey.generate();
        URI own = at("/realms/system-proxy/protocol/openid-connect/token");
        assertThat(proven(key, own).expect(200).text("token_type")).isEqualTo("DPoP");
        assertThat(proven(key, at("/oauth/tokens")).expect(400).text("error_description"))
                .contains("DPoP HTTP URL mismatch");
    }

    private Answer proven(SigningKey key, URI named) {
        return http.json(
                at("/oauth/tokens"),
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                BASIC,
                "DPoP",
                Jwt.proof("POST", named, key).signedBy(key));
    }

    @Test
    void preflight() {
        Answer answer = http.method(
                "OPTIONS",
                at("/oauth/token"),
                "Origin",
                "https://example.com",
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "x-api-key");
        assertThat(answer.expect(200).headers().allValues("Access-Control-Allow-Headers"))
                .anyMatch(allowed -> allowed.contains("x-api-key"));
    }

    /** A request object or an access token may be long. */
    @Test
    void longHeadersAndAddresses() {
        String longText = "x".repeat(20_000);
        http.json(
                        at("/oauth/tokens?x=" + longText),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        BASIC,
                        "x-dressipi-jwt",
                        longText)
                .expect(200);
    }

    @Test
    void discovery() {
        Answer own = http.get(at("/realms/system-proxy/.well-known/openid-configuration"))
                .expect(200);
        assertThat(own.text("issuer")).isEqualTo(demo.issuer(EntryPoint.HOST_NAME));
        assertThat(http.get(at("/.well-known/oauth-authorization-server/realms/system-proxy"))
                        .expect(200)
                        .text("issuer"))
                .isEqualTo(demo.issuer(EntryPoint.HOST_NAME));
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
    void otherPathsAreNotForwarded(String path) {
        for (Answer answer : List.of(http.get(at(path)), http.form(at(path), Map.of()))) {
            assertThat(answer.expect(404).body()).contains("<center>nginx</center>");
        }
    }

    /** A realm name cannot inject another path or a second request. */
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
                "/realms/../admin/realms",
                "/admin/serverinfo%2f..%2f..%2frealms/system-proxy",
                "/admin/realms/system-proxy/roles/x%2f..%2f..%2f..%2f..%2f..%2frealms%2fx"
            })
    void invalidPathsAreNotForwarded(String path) {
        WireAnswer answer = new Wire(demo.proxy().http())
                .send("GET", "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        // Either nginx says so itself, or Keycloak has been asked for the realm that is left over.
        assertThat(answer.status()).isIn(200, 400, 404);
        assertThat(answer.body())
                .as(answer.toString())
                .containsAnyOf("<center>nginx", "\"realm\":\"system-proxy\"", "Realm does not exist");
    }

    /** In another case, or another spelling of the same, a path is another one, as it is for Keycloak. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/OAuth/Token",
                "/oauth/TOKENS",
                "/system-proxy/AS/token",
                "/system-proxy/as/Token",
                "/system-proxy/as/token%0a",
                "/oauth/token%0A",
                "/oauth/%74oken",
                "/oauth%2ftoken",
                "/oauth/token;x=y",
                "//oauth/token",
                "/oauth//token",
                "//system-proxy//as//token",
                "/nonsense/../oauth/token",
                "/./oauth/token",
                "http://localhost/OAuth/Token",
                "/Realms/system-proxy/protocol/openid-connect/token",
                "/realms//system-proxy/protocol/openid-connect/token",
                "/realms/system-proxy/protocol%2fopenid-connect/token",
                "/realms/system-proxy/protocol%5copenid-connect/token",
                "/realms/system-proxy/protocol/openid-connect/%74oken",
                "/realms/nonsense/../system-proxy/protocol/openid-connect/token",
                "/ADMIN/",
                "/Admin/realms",
                "/realms/../Admin/realms",
                "/Metrics",
                "/HEALTH/ready"
            })
    void pathsAreMatchedLiterally(String path) {
        WireAnswer answer = post(path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
        assertThat(answer.body()).contains("<center>nginx</center>");
    }

    /** Only the path counts, and escapes that it needs are none of these spellings. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/oauth/token",
                "http://localhost/oauth/token",
                "/oauth/token?x=//a/../b%2f%74",
                "/realms/system-proxy/protocol/openid-connect/token?x=//a/../b%2f%74"
            })
    void queriesAreForwardedUnchanged(String path) {
        assertThat(post(path).status()).isEqualTo(200);
    }

    @Test
    void escapesInPathsAreForwarded() {
        WireAnswer answer = post("/realms/a%20realm%40%C3%A9/protocol/openid-connect/token");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("Realm does not exist");
    }

    /** A token request on a path that no client would make. */
    private static WireAnswer post(String path) {
        return new Wire(demo.proxy().http())
                .send(
                        "POST",
                        "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: " + BASIC
                                + "\r\nContent-Type: " + Http.FORM
                                + "\r\nContent-Length: 29\r\n\r\ngrant_type=client_credentials");
    }

    @Test
    void anUnknownRealmIsRejectedByKeycloak() {
        assertThat(http.form(at("/nowhere/as/token"), Map.of()).expect(404).text("error"))
                .isEqualTo("Realm does not exist");
    }

    @Test
    void tooLongBody() {
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
    void repeatedHeadersAreForwarded() {
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
