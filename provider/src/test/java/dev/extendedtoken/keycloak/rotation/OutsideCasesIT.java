package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cases that the test suites of other authorization servers have, and that no other test here has: see PROOFS.md. */
@KeycloakTest
class OutsideCasesIT {

    private static final SigningKey KEY = SigningKey.generate();

    @InjectRealm
    private static RotationRealm realm;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("outside-cases");
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.profile(file, "minute", Map.of("grace-period", 60));
        RotationRealm.profile(file, "once", Map.of("grace-period", 0));
        for (String client : List.of("long", "minute", "once")) {
            RotationRealm.client(file, client, client);
        }
        RotationRealm.client(file, "narrowed", "long");
        RotationRealm.client(file, "disabled", "long");
        RotationRealm.user(file, "bert");
        file.client(
                "signer",
                Map.of(
                        "clientAuthenticatorType",
                        "client-jwt",
                        "directAccessGrantsEnabled",
                        true,
                        "attributes",
                        Map.of("rotation", "long", "use.jwks.string", "true", "jwks.string", KEY.jwks())));
        return file;
    }

    /** RFC 6749 section 4.1.2: what was issued for the code is revoked, also what came of it since. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void aCodeThatIsUsedTwiceEndsItsFamily(int refreshes) {
        RotationClient client = realm.client("long");
        String code = BrowserTabs.forRealm(realm.realm()).code("long");
        List<Tokens> family = new ArrayList<>(List.of(client.exchange(code)));
        for (int i = 0; i < refreshes; i++) {
            family.add(client.rotate(family.get(i).refresh()));
        }
        Answer again = client.token(
                Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", RotationRealm.CALLBACK));
        assertInvalidGrant(again);
        assertThat(again.text("error_description")).matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]+");
        for (Tokens tokens : family) {
            assertThat(client.isActiveRefreshToken(tokens.refresh())).isFalse();
            assertThat(client.isActiveAccessToken(tokens.access())).isFalse();
            assertThat(client.userinfo(tokens.access()).status()).isEqualTo(401);
            assertInvalidGrant(client.refresh(tokens.refresh()));
        }
    }

    /** RFC 6749 sections 5.1 and A.17; a retry is as well-formed as the first response. */
    @Test
    void theResponseToARefreshIsWellFormed() {
        RotationClient client = realm.client("long");
        Tokens first = client.login("openid profile");
        for (Answer answer : List.of(client.refresh(first.refresh()), client.refresh(first.refresh()))) {
            assertThat(answer.expect(200).header("Content-Type").orElseThrow()).startsWith("application/json");
            assertThat(answer.header("Cache-Control")).hasValue("no-store");
            assertThat(answer.text("token_type")).isEqualTo("Bearer");
            assertThat(answer.json().get("expires_in").intValue()).isPositive();
            assertThat(answer.json().get("refresh_expires_in").intValue()).isPositive();
            for (String token : List.of("access_token", "refresh_token", "id_token")) {
                assertThat(answer.text(token)).matches("[\\x21-\\x7E]{64,}");
            }
        }
    }

    /** OpenID Connect Core section 12.2. */
    @Test
    void theIdTokenOfARefreshTellsOfTheSameLogin() {
        RotationClient client = realm.client("long");
        Tokens first = client.exchange(
                BrowserTabs.forRealm(realm.realm()).code("long", Map.of("nonce", "nonce-of-the-login")));
        Tokens second = client.rotate(first.refresh());
        Tokens retried = client.rotate(first.refresh());
        JsonNode login = idToken(first);
        for (Tokens tokens : List.of(second, retried)) {
            JsonNode refreshed = idToken(tokens);
            for (String claim : List.of("iss", "sub", "aud", "azp", "auth_time", "sid")) {
                assertThat(refreshed.get(claim)).as(claim).isEqualTo(login.get(claim));
            }
            assertThat(refreshed.get("iat").longValue())
                    .isGreaterThanOrEqualTo(login.get("iat").longValue());
        }
    }

    private static JsonNode idToken(Tokens tokens) {
        return RotationClient.claims(tokens.answer().text("id_token"));
    }

    /** The scope of the login decides, in Keycloak. */
    @Test
    void aLoginWithoutTheScopeOpenidHasNoIdTokens() {
        RotationClient client = realm.client("long");
        Tokens first = client.login("email");
        for (Answer answer : List.of(client.refresh(first.refresh()), client.refresh(first.refresh()))) {
            assertThat(answer.expect(200).json().has("id_token")).isFalse();
        }
        Answer narrowed = client.refresh(client.login("openid email").refresh(), "scope", "openid");
        assertThat(narrowed.expect(200).json().has("id_token")).isTrue();
    }

    /** FAPI 2.0 section 5.3.2.1: a client that has lost the response can ask again; their test waits for half a minute. */
    @Test
    void aLostResponseIsGivenAgainHalfAMinuteLater() {
        RotationClient client = realm.client("minute");
        Tokens first = client.login();
        Tokens lost = client.rotate(first.refresh());
        long rotated = System.nanoTime();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        System.nanoTime() - rotated > Duration.ofSeconds(31).toNanos());
        Tokens again = client.rotate(first.refresh());
        assertThat(again.refresh()).isEqualTo(lost.refresh());
        client.rotate(again.refresh());
    }

    @Test
    void aDeletedUserIsRefused() {
        RotationClient client = realm.client("long");
        Tokens first = client.login("bert", "openid");
        Tokens second = client.rotate(first.refresh());
        realm.realm()
                .admin()
                .delete("/" + realm.realm().name() + "/users/"
                        + second.accessClaims().get("sub").textValue())
                .expect(204);
        for (Tokens tokens : List.of(first, second)) {
            assertInvalidGrant(client.refresh(tokens.refresh()));
            assertThat(client.isActiveRefreshToken(tokens.refresh())).isFalse();
            assertThat(client.isActiveAccessToken(tokens.access())).isFalse();
        }
    }

    @Test
    void aRequestWithoutATokenIsInvalid() {
        RotationClient client = realm.client("long");
        for (Map<String, String> request :
                List.of(Map.of("grant_type", "refresh_token"), Map.of("grant_type", "refresh_token", "token", "x"))) {
            assertThat(client.token(request).expect(400).text("error")).isEqualTo("invalid_request");
        }
        for (String token : List.of("", " ", "none", "a.b.c")) {
            assertThat(client.refresh(token).expect(400).text("error")).isIn("invalid_request", "invalid_grant");
        }
    }

    /** They are signed by the same realm. */
    @Test
    void otherTokensAreNoRefreshTokens() {
        RotationClient client = realm.client("long");
        Tokens first = client.login();
        for (String token : List.of(first.access(), first.answer().text("id_token"))) {
            assertInvalidGrant(client.refresh(token));
        }
        assertInvalidGrant(client.refresh(signedByAnother(first.refreshClaims())));
        client.rotate(first.refresh());
    }

    private static String signedByAnother(JsonNode claims) {
        Jwt jwt = Jwt.fresh();
        claims.properties().forEach(claim -> jwt.claim(claim.getKey(), claim.getValue()));
        return jwt.signedBy(SigningKey.generate());
    }

    /** Fails as Keycloak's own refresh does, and leaves the token as it is. */
    @Test
    void aScopeThatTheClientHasLostIsNotGranted() {
        RotationClient client = realm.client("narrowed");
        Tokens first = client.login("openid phone");
        assertThat(first.accessClaims().get("scope").textValue()).contains("phone");
        String scope = clientScope("phone");
        String path = "/" + realm.realm().name() + "/clients/"
                + realm.realm().client("narrowed").get("id").textValue() + "/optional-client-scopes/" + scope;
        realm.realm().admin().delete(path).expect(204);
        Answer asked = client.refresh(first.refresh(), "scope", "openid phone");
        assertThat(asked.status() == 400
                        || !RotationClient.claims(asked.text("access_token"))
                                .get("scope")
                                .textValue()
                                .contains("phone"))
                .as(asked.toString())
                .isTrue();
        Tokens next = asked.status() == 200
                ? Tokens.from(asked)
                : Tokens.from(client.refresh(first.refresh(), "scope", "openid"));
        assertThat(next.accessClaims().get("scope").textValue()).doesNotContain("phone");
    }

    private static String clientScope(String name) {
        for (JsonNode scope : realm.realm()
                .admin()
                .get("/" + realm.realm().name() + "/client-scopes")
                .expect(200)
                .json()) {
            if (scope.get("name").textValue().equals(name)) {
                return scope.get("id").textValue();
            }
        }
        throw new AssertionError("No client scope " + name);
    }

    /** A retry has the id of the access token that was revoked, and the next refresh has another. */
    @Test
    void aRevokedAccessTokenDoesNotEndTheFamily() {
        RotationClient client = realm.client("long");
        Tokens first = client.login();
        client.revoke(first.access()).expect(200);
        Tokens second = client.rotate(first.refresh());
        assertThat(client.isActiveAccessToken(first.access())).isFalse();
        assertThat(client.isActiveAccessToken(second.access())).isTrue();
        client.revoke(second.access()).expect(200);
        Tokens retried = client.rotate(first.refresh());
        assertThat(client.isActiveAccessToken(retried.access())).isFalse();
        Tokens third = client.rotate(retried.refresh());
        assertThat(client.isActiveAccessToken(third.access())).isTrue();
    }

    /** A session that goes on, in which a family was ended by reuse: no token of that family is good again. */
    @Test
    void signingInAgainRevivesNothing() {
        RotationClient client = realm.client("once");
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        Tokens first = client.exchange(browser.code("once"));
        Tokens second = client.rotate(first.refresh());
        assertInvalidGrant(client.refresh(first.refresh()));
        Tokens anew = client.exchange(browser.code("once"));
        assertThat(anew.sessionId()).isEqualTo(first.sessionId());
        for (Tokens tokens : List.of(first, second)) {
            assertThat(client.isActiveAccessToken(tokens.access())).isFalse();
            assertThat(client.userinfo(tokens.access()).status()).isEqualTo(401);
            assertThat(client.isActiveRefreshToken(tokens.refresh())).isFalse();
            assertInvalidGrant(client.refresh(tokens.refresh()));
        }
        client.rotate(anew.refresh());
    }

    /** From the newest to the oldest, and all with the same words. */
    @Test
    void afterReuseEachTokenOfTheFamilyIsRefused() {
        RotationClient client = realm.client("once");
        List<Tokens> family = new ArrayList<>(List.of(client.login()));
        for (int i = 0; i < 3; i++) {
            family.add(client.rotate(family.get(i).refresh()));
        }
        String refusal =
                assertInvalidGrant(client.refresh(family.get(0).refresh())).body();
        for (int i = family.size() - 1; i >= 0; i--) {
            assertThat(assertInvalidGrant(client.refresh(family.get(i).refresh()))
                            .body())
                    .isEqualTo(refusal);
        }
    }

    @Test
    void anotherClientLearnsNothingOfARefreshToken() {
        RotationClient client = realm.client("long");
        RotationClient another = realm.client("once");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        for (Tokens tokens : List.of(first, second)) {
            assertThat(another.isActiveRefreshToken(tokens.refresh())).isFalse();
            assertInvalidGrant(another.refresh(tokens.refresh()));
        }
        client.rotate(second.refresh());
    }

    @Test
    void aDisabledClientIsRefusedAndItsFamilyGoesOn() {
        RotationClient client = realm.client("disabled");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        enable("disabled", false);
        for (Tokens tokens : List.of(first, second)) {
            assertThat(client.refresh(tokens.refresh()).expect(401).text("error"))
                    .isIn("invalid_client", "unauthorized_client");
        }
        enable("disabled", true);
        assertThat(client.rotate(second.refresh()).refreshId()).isEqualTo(first.refreshId() + ".3");
    }

    private static void enable(String client, boolean enabled) {
        ObjectNode representation = (ObjectNode) realm.realm().client(client);
        representation.put("enabled", enabled);
        realm.realm()
                .admin()
                .put(
                        "/" + realm.realm().name() + "/clients/"
                                + representation.get("id").textValue(),
                        representation)
                .expect(204);
    }

    /** A parameter that is sent twice is no parameter (RFC 6749 section 3.2). */
    @Test
    void aTokenThatIsSentTwiceIsInvalidAndStaysLive() {
        RotationClient client = realm.client("long");
        Tokens first = client.login();
        Answer answer = client.token(
                Map.of("grant_type", "refresh_token", "refresh_token", List.of(first.refresh(), first.refresh())));
        assertThat(answer.expect(400).text("error")).isEqualTo("invalid_request");
        client.rotate(first.refresh());
    }

    /** Of a confidential client, no refresh without its secret (RFC 6749 section 6). */
    @Test
    void aClientMustAuthenticateForARetryToo() {
        RotationClient client = realm.client("long");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        for (Tokens tokens : List.of(first, second)) {
            Answer answer = Http.client()
                    .form(
                            realm.realm().token(),
                            Map.of(
                                    "grant_type",
                                    "refresh_token",
                                    "refresh_token",
                                    tokens.refresh(),
                                    "client_id",
                                    "long"));
            assertThat(answer.expect(401).text("error")).isIn("invalid_client", "unauthorized_client");
        }
        client.rotate(second.refresh());
    }

    /** A client that signs its assertions changes its key: what the old key got is refreshed with the new one. */
    @Test
    void aNewKeyOfTheClientRefreshesWhatTheOldOneGot() {
        Tokens first = Tokens.from(
                signed(KEY, Map.of("grant_type", "password", "username", "anna", "password", RotationRealm.PASSWORD))
                        .expect(200));
        Map<String, String> refresh = Map.of("grant_type", "refresh_token", "refresh_token", first.refresh());
        Tokens second = Tokens.from(signed(KEY, refresh).expect(200));
        SigningKey next = SigningKey.generate();
        JsonNode client = realm.realm().client("signer");
        realm.realm()
                .admin()
                .put(
                        "/" + realm.realm().name() + "/clients/"
                                + client.get("id").textValue(),
                        Map.of("clientId", "signer", "attributes", Map.of("jwks.string", next.jwks())))
                .expect(204);
        assertThat(signed(KEY, refresh).status()).isBetween(400, 401);
        assertThat(Tokens.from(signed(next, refresh).expect(200)).refresh()).isEqualTo(second.refresh());
        signed(next, Map.of("grant_type", "refresh_token", "refresh_token", second.refresh()))
                .expect(200);
    }

    private static Answer signed(SigningKey key, Map<String, String> parameters) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        all.put(
                "client_assertion",
                Jwt.assertion("signer", "signer", realm.realm().uri("").toString())
                        .header("kid", key.thumbprint())
                        .signedBy(key));
        return Http.client().form(realm.realm().token(), all);
    }

    private static Answer assertInvalidGrant(Answer answer) {
        assertThat(answer.expect(400).text("error")).isEqualTo("invalid_grant");
        return answer;
    }
}
