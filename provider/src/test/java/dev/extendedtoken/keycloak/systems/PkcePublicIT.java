package dev.extendedtoken.keycloak.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** The fifth system of the demo realm: a public client with PKCE. */
@Tag("version")
@ForEachEntryPoint
class PkcePublicIT {

    private static final String REDIRECT_URI = "https://example.com";

    @InjectRealm
    private static Demo demo;

    @Parameter
    private EntryPoint entryPoint;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return Demo.file("system-pkce-public");
    }

    @Test
    void fromAuthorizeToRefresh() {
        Answer tokens = post(exchange(code("openid"))).expect(200);
        assertThat(tokens.text("access_token")).isNotBlank();
        assertThat(tokens.text("scope")).isEqualTo("openid");
        assertThat(Claims.parse(tokens.text("id_token")).path("aud").textValue())
                .isEqualTo("pkce-public");
        assertThat(Claims.parse(tokens.text("id_token")).path("iss").textValue())
                .isEqualTo(demo.issuer(entryPoint));
        post(Map.of(
                        "grant_type",
                        "refresh_token",
                        "client_id",
                        "pkce-public",
                        "refresh_token",
                        tokens.text("refresh_token")))
                .expect(200);
    }

    @Test
    void theScopeAtTheExchangeHasNoEffect() {
        Answer tokens = post(exchange(code("openid phone"))).expect(200);
        assertThat(Claims.scopes(tokens.text("access_token"))).contains("phone");
    }

    @Test
    void pkceIsRequired() {
        String another = "another-" + Demo.VERIFIER;
        for (Map<String, String> refused : List.of(
                Demo.without(exchange(code("openid")), "code_verifier"),
                Demo.with(exchange(code("openid")), Map.of("code_verifier", another)))) {
            assertThat(post(refused).expect(400).text("error")).isEqualTo("invalid_grant");
        }
        Answer refused = http.get(URI.create(demo.as(entryPoint, "/authorize") + "?"
                + Http.encode(Demo.without(request("openid"), "code_challenge", "code_challenge_method"))));
        assertThat(Login.parameter(Login.location(refused.expect(302)), "error"))
                .isEqualTo("invalid_request");
    }

    @Test
    void corsForTheClientsOrigin() {
        assertThat(http.form(demo.as(entryPoint, "/token"), exchange(code("openid")), "Origin", REDIRECT_URI)
                        .expect(200)
                        .header("Access-Control-Allow-Origin"))
                .contains(REDIRECT_URI);
    }

    private static Map<String, String> request(String scope) {
        return Demo.request("pkce-public", Map.of("redirect_uri", REDIRECT_URI, "scope", scope));
    }

    private String code(String scope) {
        return Demo.code(demo.as(entryPoint, "/authorize"), request(scope));
    }

    private Answer post(Map<String, String> parameters) {
        return http.form(demo.as(entryPoint, "/token"), parameters);
    }

    private static Map<String, String> exchange(String code) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                REDIRECT_URI,
                "scope",
                "openid",
                "client_id",
                "pkce-public",
                "code_verifier",
                Demo.VERIFIER);
    }
}
