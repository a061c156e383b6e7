package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Refresh requests that are rejected change nothing. */
@Tag("modes")
@KeycloakTest
class RefreshTokenErrorsIT {

    @InjectRealm
    private static RotationRealm realm;

    private static RotationClient mine;
    private static RotationClient another;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("refresh-token-errors");
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.profile(file, "lifetime", Map.of("grace-period", 300, "family-lifetime", "3"));
        RotationRealm.client(file, "mine", "long");
        RotationRealm.client(file, "another", "long");
        RotationRealm.client(file, "lifetime", "lifetime");
        RotationRealm.client(file, "dated", "long");
        RotationRealm.client(file, "asking", "long");
        consent(file, "anna", "asking");
        return file;
    }

    @BeforeAll
    static void prepare() {
        mine = realm.client("mine");
        another = realm.client("another");
    }

    /** The user has consented, so that no page asks. */
    private static void consent(RealmFile file, String user, String client) {
        for (JsonNode one : file.representation().get("users")) {
            if (one.get("username").textValue().equals(user)) {
                ObjectNode consent =
                        ((ObjectNode) one).withArray("clientConsents").addObject();
                consent.put("clientId", client)
                        .putArray("grantedClientScopes")
                        .add("profile")
                        .add("email")
                        .add("roles")
                        .add("basic")
                        .add("acr")
                        .add("web-origins");
            }
        }
    }

    /** A way to present a token that is not good. */
    record Attempt(String name, Try attempt) {

        interface Try {
            Answer with(String token);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Attempt> attempts() {
        Map<String, Attempt.Try> attempts = new LinkedHashMap<>();
        attempts.put("another client", token -> another.refresh(token));
        attempts.put("another client's revocation", token -> another.revoke(token));
        attempts.put("a wrong secret", token -> Http.client()
                .form(
                        realm.realm().token(),
                        Map.of("grant_type", "refresh_token", "refresh_token", token),
                        "Authorization",
                        Http.basic("mine", "wrong")));
        attempts.put("no client", token -> Http.client()
                .form(realm.realm().token(), Map.of("grant_type", "refresh_token", "refresh_token", token)));
        attempts.put("a tampered signature", token -> mine.refresh(token.substring(0, token.length() - 4) + "AAAA"));
        attempts.put("tampered claims", token -> mine.refresh(tampered(token)));
        attempts.put("half a token", token -> mine.refresh(token.substring(0, token.length() / 2)));
        attempts.put("a token twice", token -> mine.refresh(token + token));
        attempts.put("an unknown scope", token -> mine.refresh(token, "scope", "openid nothing"));
        return attempts.entrySet().stream().map(entry -> new Attempt(entry.getKey(), entry.getValue()));
    }

    /** Says that it is the next generation. */
    private static String tampered(String token) {
        String[] parts = token.split("\\.");
        ObjectNode claims = (ObjectNode) RotationClient.claims(token);
        claims.put("rotation_generation", claims.get("rotation_generation").intValue() + 1);
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.toString().getBytes(StandardCharsets.UTF_8));
        return parts[0] + "." + payload + "." + parts[2];
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void errorsDoNotConsumeALiveToken(Attempt attempt) {
        Tokens first = mine.login();
        refused(attempt.attempt().with(first.refresh()));
        assertThat(mine.isActiveRefreshToken(first.refresh())).isTrue();
        assertThat(mine.rotate(first.refresh()).refreshId()).isEqualTo(first.refreshId() + ".2");
    }

    @ParameterizedTest
    @MethodSource("attempts")
    void errorsDoNotRevokeAUsedToken(Attempt attempt) {
        Tokens first = mine.login();
        Tokens second = mine.rotate(first.refresh());
        Tokens third = mine.rotate(second.refresh());
        refused(attempt.attempt().with(first.refresh()));
        refused(attempt.attempt().with(second.refresh()));
        assertThat(mine.isActiveRefreshToken(third.refresh())).isTrue();
        assertThat(mine.userinfo(third.access()).status()).isEqualTo(200);
        assertThat(mine.rotate(second.refresh()).refresh()).isEqualTo(third.refresh());
        mine.rotate(third.refresh());
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
    }

    @Test
    void theResponseDoesNotHoldTheReason() {
        Tokens reused = mine.login();
        mine.supersede(reused.refresh());
        Answer reuse = mine.refresh(reused.refresh());
        Answer ended = mine.refresh(reused.refresh());
        assertThat(reuse.status()).isEqualTo(400);
        assertThat(ended.body()).isEqualTo(reuse.body());
        assertThat(realm.events("REFRESH_TOKEN_ERROR")
                        .get(0)
                        .at("/details/reason")
                        .textValue())
                .isEqualTo("refresh_token_family_ended");
    }

    @Test
    void aFamilyHasALifetime() {
        RotationClient client = realm.client("lifetime");
        Tokens first = client.login();
        assertThat(first.answer().json().get("refresh_expires_in").intValue()).isLessThanOrEqualTo(3);
        long start = first.refreshClaims().get("iat").longValue();
        assertThat(first.refreshClaims().get("exp").longValue()).isEqualTo(start + 3);
        Tokens second = client.rotate(first.refresh());
        assertThat(second.refreshClaims().get("exp").longValue()).isEqualTo(start + 3);
        Answer late = Awaitility.await().until(() -> client.refresh(first.refresh()), answer -> answer.status() != 200);
        assertThat(late.text("error")).isEqualTo("invalid_grant");
        assertThat(client.refresh(second.refresh()).text("error")).isEqualTo("invalid_grant");
        assertThat(client.isActiveRefreshToken(second.refresh())).isFalse();
        assertThat(client.isActiveAccessToken(second.access())).isTrue();
    }

    @Test
    void revokingASupersededTokenRevokesTheFamily() {
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        Tokens tab = mine.exchange(browser.code("mine"));
        Tokens otherTab = mine.exchange(browser.code("mine"));
        Tokens otherClient = another.exchange(browser.code("another"));
        Tokens second = mine.rotate(mine.rotate(tab.refresh()).refresh());
        assertThat(mine.revoke(tab.refresh()).status()).isEqualTo(200);
        for (Tokens tokens : new Tokens[] {tab, second, otherTab}) {
            assertThat(mine.refresh(tokens.refresh()).text("error")).isEqualTo("invalid_grant");
            assertThat(mine.isActiveRefreshToken(tokens.refresh())).isFalse();
            assertThat(mine.isActiveAccessToken(tokens.access())).isFalse();
        }
        another.rotate(otherClient.refresh());
        mine.rotate(mine.exchange(browser.code("mine")).refresh());
    }

    /** Also for a token of the very second, and for a retry, whose token is older than the date. */
    @Test
    void notBeforeOfTheClient() {
        RotationClient client = realm.client("dated");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        change("dated", Map.of("notBefore", second.refreshClaims().get("iat").longValue()));
        for (Tokens tokens : new Tokens[] {first, second}) {
            assertThat(client.refresh(tokens.refresh()).text("error")).isEqualTo("invalid_grant");
            assertThat(client.isActiveRefreshToken(tokens.refresh())).isFalse();
        }
        change("dated", Map.of("notBefore", 0));
        client.rotate(client.login().refresh());
    }

    /** Keycloak finds that out late: the token shown is not used up. */
    @Test
    void aMissingConsentDoesNotConsumeTheToken() {
        RotationClient client = realm.client("asking");
        Tokens first = client.login();
        change("asking", Map.of("consentRequired", true));
        String consent = "/" + realm.realm().name() + "/users/" + realm.userId() + "/consents/asking";
        assertThat(client.refresh(first.refresh()).status()).isEqualTo(200);
        Tokens second = client.rotate(first.refresh());
        realm.realm().admin().delete(consent).expect(204);
        assertThat(client.refresh(second.refresh()).status()).isEqualTo(400);
        assertThat(client.refresh(first.refresh()).status()).isEqualTo(400);
        change("asking", Map.of("consentRequired", false));
        Tokens next = client.login();
        change("asking", Map.of("consentRequired", true));
        assertThat(client.refresh(next.refresh()).text("error")).isEqualTo("invalid_scope");
        assertThat(client.isActiveRefreshToken(next.refresh())).isTrue();
        change("asking", Map.of("consentRequired", false));
        assertThat(client.rotate(next.refresh()).refreshId()).isEqualTo(next.refreshId() + ".2");
    }

    private static void change(String client, Map<String, ?> members) {
        ObjectNode representation = (ObjectNode) realm.realm().client(client);
        members.forEach((name, value) -> representation.putPOJO(name, value));
        realm.realm()
                .admin()
                .put(
                        "/" + realm.realm().name() + "/clients/"
                                + representation.get("id").textValue(),
                        representation)
                .expect(204);
    }

    /** The session goes on, the client session is a new one of the same second: what it had issued stays dead. */
    @Test
    void aRevokedFamilyStaysRevokedAfterTheNextCode() {
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        another.exchange(browser.code("another"));
        for (int round = 0; round < 20; round++) {
            Tokens first = mine.exchange(browser.code("mine"));
            Tokens second = mine.rotate(first.refresh());
            mine.revoke(second.refresh()).expect(200);
            mine.exchange(browser.code("mine"));
            assertThat(mine.refresh(first.refresh()).text("error")).isEqualTo("invalid_grant");
            assertThat(mine.refresh(second.refresh()).text("error")).isEqualTo("invalid_grant");
            assertThat(mine.isActiveRefreshToken(second.refresh())).isFalse();
        }
    }

    @Test
    void atMostThirtyTwoFamilies() {
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        Tokens[] tabs = new Tokens[32];
        for (int i = 0; i < tabs.length; i++) {
            tabs[i] = mine.exchange(browser.code("mine"));
        }
        // The first is not the longest unused one any more; the second is.
        Tokens first = mine.rotate(tabs[0].refresh());
        Tokens last = mine.exchange(browser.code("mine"));
        assertThat(mine.refresh(tabs[1].refresh()).text("error")).isEqualTo("invalid_grant");
        assertThat(realm.events("REFRESH_TOKEN_ERROR")
                        .get(0)
                        .at("/details/reason")
                        .textValue())
                .as("no reuse")
                .isEqualTo("refresh_token_family_ended");
        assertThat(mine.userinfo(tabs[1].access()).status())
                .as("the access token of a family that has ended")
                .isEqualTo(401);
        assertThat(mine.userinfo(tabs[2].access()).status()).isEqualTo(200);
        assertThat(mine.isActiveRefreshToken(tabs[1].refresh())).isFalse();
        for (int i = 2; i < tabs.length; i++) {
            mine.rotate(tabs[i].refresh());
        }
        mine.rotate(first.refresh());
        mine.rotate(last.refresh());
    }
}
