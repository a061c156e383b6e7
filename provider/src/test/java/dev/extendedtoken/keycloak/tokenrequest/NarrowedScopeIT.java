package dev.extendedtoken.keycloak.tokenrequest;

import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.CALLBACK;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.PASSWORD;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.exchange;
import static dev.extendedtoken.keycloak.tokenrequest.RulesRealm.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.BodyFormat;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A scope that was narrowed at a code exchange stays narrowed: UMA tickets and token exchanges cannot add to it, at the
 * same client or another, over any number of steps.
 */
@Tag("modes")
@Tag("version")
@KeycloakTest
class NarrowedScopeIT {

    private static final String ALL = "openid phone address offline_access";
    private static final String LEFT = "openid phone";

    @InjectRealm
    private static RulesRealm rules;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        RealmFile file = RulesRealm.file("narrowed-scope")
                .profile("narrow", "token-request-rules", Map.of("narrow-scope-at-code-exchange", "true"))
                .policy(
                        "narrow",
                        "narrow",
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"rules\",\"value\":\"narrow\"}]"));
        for (String client : List.of("narrow", "light", "free", "other")) {
            RulesRealm.client(file, client, "none", client(client));
        }
        return file;
    }

    /** Each is an audience of all tokens, exchanges tokens for others and has a resource. */
    private static Map<String, ?> client(String name) {
        return Map.of(
                "attributes",
                Map.of(
                        "rules",
                        List.of("narrow", "light").contains(name) ? "narrow" : "none",
                        "client.use.lightweight.access.token.enabled",
                        String.valueOf(name.equals("light")),
                        "standard.token.exchange.enabled",
                        "true",
                        "standard.token.exchange.enableRefreshRequestedTokenType",
                        "SAME_SESSION"),
                "protocolMappers",
                List.of(Map.of(
                        "name", "audience",
                        "protocol", "openid-connect",
                        "protocolMapper", "oidc-audience-mapper",
                        "config",
                                Map.of(
                                        "included.client.audience", "other",
                                        "access.token.claim", "true",
                                        "lightweight.claim", "true"))),
                "authorizationServicesEnabled",
                true,
                "authorizationSettings",
                Map.of("policyEnforcementMode", "PERMISSIVE", "resources", List.of(Map.of("name", "basket"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"narrow", "light"})
    void umaTicketForTheSameClient(String client) {
        Answer ticket = ticket(narrowed(client), client).expect(200);
        assertLimited(ticket, "phone");
        Answer again = rules.token(BodyFormat.FORM, client, refresh(ticket.text("refresh_token")))
                .expect(200);
        assertLimited(again, "phone");
        assertLimited(ticket(again.text("access_token"), client).expect(200), "phone");
        assertLimited(exchanged(BodyFormat.FORM, client, again.text("access_token"), ALL), "phone");
    }

    /** In the same browser, anna is signed in to the other client with all of it. */
    @Test
    void umaTicketForAnotherClientWithItsOwnLogin() {
        Http browser = Http.browser();
        String own = code(browser, "other", "openid phone address", true);
        Answer tokens = rules.token(BodyFormat.FORM, "other", exchange(own)).expect(200);
        assertThat(Claims.scopes(tokens.text("access_token"))).contains("address");
        String code = code(browser, "narrow", "openid phone address", false);
        String token = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", LEFT))
                .expect(200)
                .text("access_token");
        Answer ticket = ticket(token, "other").expect(200);
        assertLimited(ticket, "phone");
        assertLimited(
                rules.token(BodyFormat.FORM, "narrow", refresh(ticket.text("refresh_token")))
                        .expect(200),
                "phone");
        Answer neighbour = ticket(tokens.text("access_token"), "other").expect(200);
        assertThat(Claims.scopes(neighbour.text("access_token"))).contains("phone", "address");
    }

    @Test
    void umaTicketForASubjectToken() {
        Answer ticket = rules.token(
                        BodyFormat.FORM, "narrow", uma("narrow", Map.of("subject_token", narrowed("narrow"))))
                .expect(200);
        assertLimited(ticket, "phone");
    }

    /** The ID token is the same for each narrowed scope, so that it gives no optional scope. */
    @Test
    void umaTicketForAnIdToken() {
        String code = rules.code("narrow", ALL);
        String idToken = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", LEFT))
                .expect(200)
                .text("id_token");
        assertLimited(
                rules.token(BodyFormat.FORM, "narrow", uma("narrow", Map.of("claim_token", idToken)))
                        .expect(200),
                "email");

        String free = rules.token(BodyFormat.FORM, "free", exchange(rules.code("free", "openid phone")))
                .expect(200)
                .text("id_token");
        Answer ticket = rules.token(BodyFormat.FORM, "free", uma("free", Map.of("claim_token", free)))
                .expect(200);
        assertThat(Claims.scopes(ticket.text("access_token"))).contains("phone");
    }

    @ParameterizedTest
    @EnumSource
    void exchangeAtTheSameClient(BodyFormat format) {
        for (String client : List.of("narrow", "light")) {
            Answer exchanged = exchanged(format, client, narrowed(client), ALL);
            assertLimited(exchanged, "phone");
            Answer again = rules.token(format, client, refresh(exchanged.text("refresh_token")))
                    .expect(200);
            assertLimited(again, "phone");
            assertLimited(exchanged(format, client, again.text("access_token"), "openid phone address"), "phone");
            assertLimited(ticket(again.text("access_token"), client).expect(200), "phone");
        }
    }

    /** The other client has no such rule. */
    @ParameterizedTest
    @EnumSource
    void exchangeAtAnotherClient(BodyFormat format) {
        Answer exchanged = exchanged(format, "other", narrowed("narrow"), ALL);
        assertLimited(exchanged, "phone");
        Answer again = rules.token(format, "other", refresh(exchanged.text("refresh_token")))
                .expect(200);
        assertLimited(again, "phone");
        Answer second = exchanged(format, "other", again.text("access_token"), "openid phone address");
        assertLimited(second, "phone");
        assertLimited(ticket(second.text("access_token"), "other").expect(200), "phone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"address", "address offline_access", "offline_access"})
    void noRequestedScopeRemains(String scope) {
        Answer exchanged = exchanged(BodyFormat.FORM, "narrow", narrowed("narrow"), scope);
        assertLimited(exchanged, "email");
        assertThat(Claims.scopes(exchanged.text("access_token"))).doesNotContain("phone");
    }

    @Test
    void anIdTokenForIt() {
        Answer exchanged = rules.token(
                        BodyFormat.FORM,
                        "narrow",
                        RulesRealm.changed(
                                tokenExchange("narrow", narrowed("narrow"), "openid address"),
                                "requested_token_type",
                                "urn:ietf:params:oauth:token-type:id_token"))
                .expect(200);
        assertThat(exchanged.text("scope").split(" ")).doesNotContain("address");
    }

    /** A refresh can request less; tokens that derive from it have no more. */
    @Test
    void exchangeOfATokenNarrowedAtRefresh() {
        String code = rules.code("narrow", ALL);
        Answer tokens = rules.token(BodyFormat.FORM, "narrow", exchange(code, "scope", LEFT))
                .expect(200);
        Answer less = rules.token(BodyFormat.FORM, "narrow", refresh(tokens.text("refresh_token"), "scope", "openid"))
                .expect(200);
        assertThat(Claims.scopes(less.text("access_token"))).doesNotContain("phone");
        Answer exchanged = exchanged(BodyFormat.FORM, "narrow", less.text("access_token"), LEFT);
        assertThat(Claims.scopes(exchanged.text("access_token"))).doesNotContain("phone");
        Answer more = rules.token(BodyFormat.FORM, "narrow", refresh(less.text("refresh_token")))
                .expect(200);
        assertThat(Claims.scopes(more.text("access_token"))).contains("phone");
    }

    /** What is left can be had again, and less. */
    @Test
    void sameAndNarrowerScope() {
        String token = narrowed("narrow");
        for (String scope : List.of(LEFT, "phone openid", "phone")) {
            assertThat(Claims.scopes(
                            exchanged(BodyFormat.FORM, "narrow", token, scope).text("access_token")))
                    .contains("phone", "email");
        }
        assertThat(Claims.scopes(
                        exchanged(BodyFormat.FORM, "narrow", token, "openid").text("access_token")))
                .contains("email")
                .doesNotContain("phone");
    }

    /** A code exchange without a scope parameter narrows nothing. */
    @Test
    void notNarrowed() {
        for (String client : List.of("narrow", "free")) {
            String code = rules.code(client, "openid phone");
            Answer tokens = rules.token(BodyFormat.FORM, client, exchange(code)).expect(200);
            String token = tokens.text("access_token");
            assertThat(Claims.parse(token).has("scope_limit")).isFalse();
            assertThat(Claims.parse(tokens.text("refresh_token")).has("scope_limit"))
                    .isFalse();
            assertThat(Claims.scopes(ticket(token, client).expect(200).text("access_token")))
                    .contains("phone");
            assertThat(Claims.scopes(exchanged(BodyFormat.FORM, client, token, "openid address")
                            .text("access_token")))
                    .contains("address");
        }
    }

    /** A client without the rule may send what it likes. */
    @Test
    void withoutTheRule() {
        String code = rules.code("free", "openid phone address");
        String token = rules.token(BodyFormat.FORM, "free", exchange(code, "scope", "openid"))
                .expect(200)
                .text("access_token");
        assertThat(Claims.parse(token).has("scope_limit")).isFalse();
        assertThat(Claims.scopes(ticket(token, "free").expect(200).text("access_token")))
                .contains("phone", "address");
        assertThat(Claims.scopes(exchanged(BodyFormat.FORM, "other", token, "openid address")
                        .text("access_token")))
                .contains("address");
    }

    private static String narrowed(String client) {
        Answer tokens = rules.token(BodyFormat.FORM, client, exchange(rules.code(client, ALL), "scope", LEFT))
                .expect(200);
        return tokens.text("access_token");
    }

    private static String code(Http browser, String client, String scope, boolean form) {
        Map<String, String> request = new TreeMap<>(RulesRealm.authorization(scope));
        request.putAll(Map.of("response_type", "code", "client_id", client, "redirect_uri", CALLBACK));
        URI uri = rules.realm().uri("/protocol/openid-connect/auth?" + Http.encode(request));
        Answer answer = form ? Login.signIn(browser, browser.get(uri), "anna", PASSWORD) : browser.get(uri);
        return Login.parameter(Login.location(answer.expect(302)), "code");
    }

    private Answer ticket(String bearer, String audience) {
        return http.form(rules.realm().token(), uma(audience, Map.of()), "Authorization", "Bearer " + bearer);
    }

    private static Map<String, String> uma(String audience, Map<String, String> more) {
        Map<String, String> request = new TreeMap<>(more);
        request.put("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket");
        request.put("audience", audience);
        request.put("permission", "basket");
        return request;
    }

    /** With a refresh token. */
    private static Answer exchanged(BodyFormat format, String client, String subject, String scope) {
        return rules.token(format, client, tokenExchange(client, subject, scope))
                .expect(200);
    }

    private static Map<String, String> tokenExchange(String client, String subject, String scope) {
        return Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "client_id",
                client,
                "subject_token",
                subject,
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token",
                "requested_token_type",
                "urn:ietf:params:oauth:token-type:refresh_token",
                "scope",
                scope);
    }

    private static void assertLimited(Answer tokens, String left) {
        // A ticket comes without.
        assertThat(tokens.json().path("scope").asText()).doesNotContain("address", "offline_access");
        assertThat(Claims.scopes(tokens.text("access_token")))
                .contains(left)
                .doesNotContain("address", "offline_access");
        assertThat(Claims.parse(tokens.text("access_token")).path("scope_limit").asText())
                .contains(left)
                .doesNotContain("address", "offline_access");
        String refreshToken = tokens.text("refresh_token");
        assertThat(Claims.parse(refreshToken).get("typ").textValue()).isEqualTo("Refresh");
        assertThat(Claims.scopes(refreshToken)).contains(left).doesNotContain("address", "offline_access");
        assertThat(Claims.parse(refreshToken).path("scope_limit").asText())
                .contains(left)
                .doesNotContain("address", "offline_access");
    }
}
