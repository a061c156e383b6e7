package dev.extendedtoken.keycloak.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;

/** The third system of the demo realm: scope rules, for a confidential and for a public client. */
@Tag("version")
@ForEachEntryPoint
class ScopedIT {

    private static final String BASIC = Http.basic("scoped", "scoped-secret-0123456789");

    /** What the authorization request asks for. */
    private static final String GRANTED = "openid email offline_access phone";

    @InjectRealm
    private static Demo demo;

    @Parameter
    private EntryPoint entryPoint;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return Demo.file("system-scoped");
    }

    @Test
    void withoutAScopeTheAuthorizedScopeIsGranted() {
        Answer first = confidential(exchange(code("scoped"))).expect(200);
        assertThat(first.text("scope").split(" ")).containsExactlyInAnyOrder(GRANTED.split(" "));
        assertThat(Claims.scopes(first.text("access_token"))).containsExactlyInAnyOrder(GRANTED.split(" "));
        assertThat(Claims.parse(first.text("refresh_token")).path("typ").textValue())
                .isEqualTo("Offline");
        Answer second = confidential(refresh(first)).expect(200);
        assertThat(Claims.scopes(second.text("access_token"))).containsExactlyInAnyOrder(GRANTED.split(" "));
    }

    @Test
    void aPublicClientSendsItsClientId() {
        String code = code("scoped-public");
        assertThat(http.form(demo.oauth(entryPoint, "/token"), exchange(code))
                        .expect(401)
                        .text("error"))
                .isEqualTo("invalid_client");
        Answer first = unauthenticated(exchange(code)).expect(200);
        assertThat(Claims.parse(first.text("refresh_token")).path("typ").textValue())
                .isEqualTo("Offline");
        http.form(demo.oauth(entryPoint, "/token"), refresh(first)).expect(401);
        unauthenticated(refresh(first)).expect(200);
    }

    @Test
    void codeExchangeNeedsASubsetWithOpenid() {
        String code = code("scoped");
        assertSays(confidential(Demo.with(exchange(code), Map.of("scope", "email"))), "invalid_scope", "openid");
        assertSays(
                confidential(Demo.with(exchange(code), Map.of("scope", "openid address"))), "invalid_scope", "scope");
        Answer narrowed = confidential(Demo.with(exchange(code), Map.of("scope", "openid offline_access")))
                .expect(200);
        assertThat(Claims.scopes(narrowed.text("access_token"))).containsExactlyInAnyOrder("openid", "offline_access");
        assertSays(
                confidential(Demo.with(refresh(narrowed), Map.of("scope", "openid phone"))), "invalid_scope", "scope");
        Answer refreshed = confidential(refresh(narrowed)).expect(200);
        assertThat(Claims.scopes(refreshed.text("access_token"))).doesNotContain("phone");
    }

    @Test
    void refreshNeedsASubsetWithOpenid() {
        Answer first = unauthenticated(exchange(code("scoped-public"))).expect(200);
        assertSays(unauthenticated(Demo.with(refresh(first), Map.of("scope", "email"))), "invalid_scope", "openid");
        assertSays(
                unauthenticated(Demo.with(refresh(first), Map.of("scope", "openid address"))),
                "invalid_scope",
                "scope");
        Answer narrowed = unauthenticated(Demo.with(refresh(first), Map.of("scope", "openid email")))
                .expect(200);
        assertThat(Claims.scopes(narrowed.text("access_token"))).containsExactlyInAnyOrder("openid", "email");
    }

    @Test
    void noScopeWithClientCredentials() {
        assertSays(
                confidential(Map.of("grant_type", "client_credentials", "scope", "openid")),
                "invalid_request",
                "scope");
        confidential(Map.of("grant_type", "client_credentials")).expect(200);
    }

    @Test
    void aVerifierIsRequiredIfThereWasAChallenge() {
        String withChallenge = code("scoped");
        assertSays(confidential(Demo.without(exchange(withChallenge), "code_verifier")), "invalid_grant", "verifier");
        String without = Demo.code(
                demo.oauth(entryPoint, "/authorize"),
                Demo.without(request("scoped"), "code_challenge", "code_challenge_method"));
        assertSays(confidential(exchange(without)), "invalid_request", "code_verifier");
        confidential(Demo.without(exchange(without), "code_verifier")).expect(200);
    }

    @Test
    void aRedirectUriIsRequiredIfTheAuthorizationRequestHadOne() {
        String with = code("scoped");
        Answer refused = confidential(Demo.without(exchange(with), "redirect_uri"));
        assertThat(refused.expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(refused.text("error_description")).containsIgnoringCase("redirect");
        String without = Demo.code(
                demo.oauth(entryPoint, "/authorize"),
                Demo.without(Demo.with(request("scoped"), Map.of("scope", "email")), "redirect_uri"));
        assertSays(confidential(exchange(without)), "invalid_request", "redirect_uri");
        confidential(Demo.without(exchange(without), "redirect_uri")).expect(200);
    }

    @Test
    void parametersOfOtherGrantsAreRejected() {
        Answer first = confidential(exchange(code("scoped"))).expect(200);
        Map<String, String> values = Map.of(
                "code",
                "a-code",
                "redirect_uri",
                Demo.CALLBACK,
                "code_verifier",
                Demo.VERIFIER,
                "refresh_token",
                first.text("refresh_token"));
        for (String foreign : List.of("code", "redirect_uri", "code_verifier", "refresh_token")) {
            Map<String, String> stray = Map.of(foreign, values.get(foreign));
            assertSays(
                    confidential(Demo.with(Map.of("grant_type", "client_credentials"), stray)),
                    "invalid_request",
                    foreign);
            if (!"refresh_token".equals(foreign)) {
                assertSays(confidential(Demo.with(refresh(first), stray)), "invalid_request", foreign);
            }
        }
        Map<String, String> exchange = exchange(code("scoped"));
        assertSays(
                confidential(Demo.with(exchange, Map.of("refresh_token", "a-token"))),
                "invalid_request",
                "refresh_token");
        confidential(exchange).expect(200);
        confidential(refresh(first)).expect(200);
    }

    /** That system limits these to 26 and 2,000 characters. Here such a value is just not registered. */
    @Test
    void tooLongParametersAreUnknown() {
        http.form(
                        demo.oauth(entryPoint, "/token"),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("c".repeat(27), "scoped-secret-0123456789"))
                .expect(401);
        String uri = Demo.CALLBACK + "/" + "u".repeat(2_000);
        http.get(URI.create(demo.oauth(entryPoint, "/authorize") + "?"
                        + Http.encode(Demo.with(request("scoped"), Map.of("redirect_uri", uri)))))
                .expect(400);
        Answer refused = confidential(Demo.with(exchange(code("scoped")), Map.of("redirect_uri", uri)));
        assertThat(refused.expect(400).text("error")).isEqualTo("invalid_grant");
    }

    private static void assertSays(Answer refused, String error, String word) {
        assertThat(refused.expect(400).text("error")).isEqualTo(error);
        assertThat(refused.text("error_description")).containsIgnoringCase(word);
    }

    private static Map<String, String> request(String client) {
        return Demo.request(client, Map.of("redirect_uri", Demo.CALLBACK, "scope", GRANTED));
    }

    private String code(String client) {
        return Demo.code(demo.oauth(entryPoint, "/authorize"), request(client));
    }

    private Answer confidential(Map<String, String> parameters) {
        return http.form(demo.oauth(entryPoint, "/token"), parameters, "Authorization", BASIC);
    }

    private Answer unauthenticated(Map<String, String> parameters) {
        return http.form(demo.oauth(entryPoint, "/token"), Demo.with(parameters, Map.of("client_id", "scoped-public")));
    }

    private static Map<String, String> exchange(String code) {
        return Map.of(
                "grant_type",
                "authorization_code",
                "code",
                code,
                "redirect_uri",
                Demo.CALLBACK,
                "code_verifier",
                Demo.VERIFIER);
    }

    private static Map<String, String> refresh(Answer tokens) {
        return Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token"));
    }
}
