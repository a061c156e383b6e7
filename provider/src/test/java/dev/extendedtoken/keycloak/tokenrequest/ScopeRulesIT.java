package dev.extendedtoken.keycloak.tokenrequest;

import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.CALLBACK;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.PASSWORD;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.changed;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.exchange;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.BodyFormat;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules for the scope parameter. A rejected request consumes no code and no refresh token. */
@Tag("version")
@KeycloakTest
class ScopeRulesIT {

    @InjectRealm
    private static RulesRealm rules;

    static RealmFile realmFile() {
        return RulesRealm.everyRule("scope-rules");
    }

    /** Longer than Keycloak takes a parameter to be: Keycloak ignores it, so that no rule sees it. */
    private static final String TOO_LONG = "phone ".repeat(700);

    private static final String LONG = "phone ".repeat(600);

    @ParameterizedTest
    @EnumSource
    void openidScope(BodyFormat format) {
        String missing = "Invalid parameter: scope must contain openid";
        String code = rules.code("openid", "openid phone");
        rules.assertRejected(format, "openid", exchange(code, "scope", "phone"), "invalid_scope", missing);
        Answer tokens = rules.token(format, "openid", exchange(code, "scope", "openid phone"))
                .expect(200);
        String token = tokens.text("refresh_token");
        rules.assertRejected(format, "openid", refresh(token, "scope", "phone"), "invalid_scope", missing);
        String next = rules.token(format, "openid", refresh(token, "scope", "phone openid"))
                .expect(200)
                .text("refresh_token");
        rules.token(format, "openid", refresh(next)).expect(200);
        rules.token(format, "openid", Map.of("grant_type", "client_credentials", "scope", "phone"))
                .expect(200);
    }

    @ParameterizedTest
    @EnumSource
    void strictSubset(BodyFormat format) {
        String more = "Invalid parameter: scope asks for more than was granted";
        String code = rules.code("subset", "openid phone");
        for (String scope : List.of("openid address", "address", "openid phone nonsense", "offline_access", "Openid")) {
            rules.assertRejected(format, "subset", exchange(code, "scope", scope), "invalid_scope", more);
        }
        Answer tokens = rules.token(format, "subset", exchange(code, "scope", "openid email phone"))
                .expect(200);
        String token = tokens.text("refresh_token");
        for (String scope : List.of("openid address", "offline_access phone")) {
            rules.assertRejected(format, "subset", refresh(token, "scope", scope), "invalid_scope", more);
        }
        Answer narrower =
                rules.token(format, "subset", refresh(token, "scope", "openid")).expect(200);
        assertThat(Claims.scopes(narrower.text("access_token"))).doesNotContain("phone");
        // RFC 6749 section 6: the refresh token stays what it was.
        Answer wider = rules.token(format, "subset", refresh(narrower.text("refresh_token"), "scope", "openid phone"))
                .expect(200);
        assertThat(Claims.scopes(wider.text("access_token"))).contains("phone");
    }

    @ParameterizedTest
    @EnumSource
    void aScopeIgnoredByKeycloakIsNotChecked(BodyFormat format) {
        for (String client : List.of("openid", "subset")) {
            String code = rules.code(client, "openid");
            assertInvalidScope(format, client, exchange(code, "scope", LONG));
            Answer tokens = rules.token(format, client, exchange(code, "scope", TOO_LONG))
                    .expect(200);
            assertThat(Claims.scopes(tokens.text("access_token"))).doesNotContain("phone");
            String token = tokens.text("refresh_token");
            assertInvalidScope(format, client, refresh(token, "scope", LONG));
            rules.token(format, client, refresh(token, "scope", TOO_LONG)).expect(200);
        }
        Map<String, String> credentials = Map.of("grant_type", "client_credentials", "scope", TOO_LONG);
        rules.token(format, "no-scope", credentials).expect(200);
    }

    private static void assertInvalidScope(BodyFormat format, String client, Map<String, String> request) {
        assertThat(rules.token(format, client, request).expect(400).text("error"))
                .isEqualTo("invalid_scope");
    }

    /** Scopes with equal hash codes make hash lookups slow. */
    @ParameterizedTest
    @EnumSource
    void scopesWithEqualHashCodes(BodyFormat format) {
        List<String> words = List.of("");
        while (words.get(0).length() < 24) {
            words = words.stream()
                    .flatMap(word -> Stream.of(word + "Aa", word + "BB"))
                    .limit(2_400)
                    .toList();
        }
        String all = String.join(" ", words);
        String fit = all.substring(0, 3_900);
        String code = rules.code("subset", "openid");
        Answer tokens =
                rules.token(format, "subset", exchange(code, "scope", all)).expect(200);
        assertInvalidScope(format, "subset", refresh(tokens.text("refresh_token"), "scope", fit));
        rules.token(format, "subset", refresh(tokens.text("refresh_token"))).expect(200);
    }

    /** Without the rule Keycloak drops what was not granted. */
    @ParameterizedTest
    @EnumSource
    void ignoredWithoutTheRule(BodyFormat format) {
        String code = rules.code("free", "openid phone");
        Answer tokens = rules.token(format, "free", exchange(code, "scope", "openid address"))
                .expect(200);
        assertThat(Claims.scopes(tokens.text("access_token"))).contains("phone").doesNotContain("address");
        Answer again = rules.token(format, "free", refresh(tokens.text("refresh_token"), "scope", "openid address"))
                .expect(200);
        assertThat(Claims.scopes(again.text("access_token"))).doesNotContain("phone", "address");
    }

    @ParameterizedTest
    @EnumSource
    void narrowing(BodyFormat format) {
        String code = rules.code("narrow", "openid phone address");
        Answer tokens = rules.token(format, "narrow", exchange(code, "scope", "openid phone nonsense"))
                .expect(200);
        narrowed(tokens);
        assertThat(Claims.parse(tokens.text("id_token")).has("address")).isFalse();
        assertThat(Claims.parse(tokens.text("id_token")).has("phone_number_verified"))
                .isEqualTo(Claims.parse(tokens.text("access_token")).has("phone_number_verified"));
        Answer again = rules.token(
                        format, "narrow", refresh(tokens.text("refresh_token"), "scope", "openid phone address"))
                .expect(200);
        narrowed(again);
        narrowed(rules.token(format, "narrow", refresh(again.text("refresh_token")))
                .expect(200));
    }

    private static void narrowed(Answer tokens) {
        assertThat(tokens.text("scope").split(" ")).contains("openid", "phone").doesNotContain("address", "nonsense");
        assertThat(Claims.scopes(tokens.text("access_token")))
                .contains("phone", "email")
                .doesNotContain("address");
        assertThat(Claims.scopes(tokens.text("refresh_token")))
                .contains("phone")
                .doesNotContain("address");
        assertThat(tokens.text("id_token")).isNotNull();
    }

    /** Without {@code openid} there is no ID token: not at the exchange, and not later. */
    @Test
    void narrowingRemovesTheIdToken() {
        String code = rules.code("narrow", "openid phone");
        Answer tokens = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", "phone"))
                .expect(200);
        assertThat(tokens.text("id_token")).isNull();
        Answer again = rules.token(BodyFormat.FORM, "narrow", refresh(tokens.text("refresh_token")))
                .expect(200);
        assertThat(again.text("id_token")).isNull();
        assertThat(again.text("scope").split(" ")).doesNotContain("openid");
    }

    @Test
    void narrowingKeepsTheNonce() {
        Map<String, String> request = new TreeMap<>(RulesRealm.authorization("openid phone"));
        request.put("nonce", "a-nonce");
        String code = rules.realm().login("narrow", CALLBACK, request).codeFor("anna", PASSWORD);
        Answer tokens = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", "openid"))
                .expect(200);
        assertThat(Claims.parse(tokens.text("id_token")).get("nonce").textValue())
                .isEqualTo("a-nonce");
    }

    @Test
    void narrowingToAnOnlineSession() {
        String code = rules.code("narrow", "openid offline_access");
        Answer online = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", "openid"))
                .expect(200);
        assertThat(Claims.parse(online.text("refresh_token")).get("typ").textValue())
                .isEqualTo("Refresh");
        rules.token(BodyFormat.FORM, "narrow", refresh(online.text("refresh_token")))
                .expect(200);
    }

    @Test
    void offlineStaysOffline() {
        String code = rules.code("all", "openid offline_access phone");
        Answer offline = rules.token(BodyFormat.FORM, "all", exchange(code, "scope", "openid offline_access"))
                .expect(200);
        assertThat(Claims.parse(offline.text("refresh_token")).get("typ").textValue())
                .isEqualTo("Offline");
        Answer again = rules.token(BodyFormat.FORM, "all", refresh(offline.text("refresh_token"), "scope", "openid"))
                .expect(200);
        assertThat(Claims.parse(again.text("refresh_token")).get("typ").textValue())
                .isEqualTo("Offline");
        rules.assertRejected(
                BodyFormat.FORM,
                "all",
                refresh(again.text("refresh_token"), "scope", "openid phone"),
                "invalid_scope",
                "Invalid parameter: scope asks for more than was granted");
    }

    @ParameterizedTest
    @EnumSource
    void noScopeWithClientCredentials(BodyFormat format) {
        Map<String, String> request = Map.of("grant_type", "client_credentials", "scope", "phone");
        rules.assertRejected(
                format,
                "no-scope",
                request,
                "invalid_request",
                "Unexpected parameter: scope must not be sent with client_credentials");
        rules.token(format, "no-scope", changed(request, "scope", "")).expect(200);
        rules.token(format, "free", request).expect(200);
    }
}
