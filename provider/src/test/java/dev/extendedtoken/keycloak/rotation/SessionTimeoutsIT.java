package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The limits of sessions and client sessions, of seconds in place of Keycloak's hours: neither a rotation nor a retry goes
 * beyond them, and each takes the limits of its own moment.
 */
@Tag("modes")
@KeycloakTest
class SessionTimeoutsIT {

    private static final int LONG = 3_600;

    @InjectRealm
    private static RotationRealm realm;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("session-timeouts").with("rememberMe", true);
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.client(file, "app", "long");
        RotationRealm.client(file, "another", "long");
        RotationRealm.client(file, "limited", "long", Map.of("client.session.max.lifespan", "4"));
        RotationRealm.client(file, "idle", "long", Map.of("client.session.idle.timeout", "4"));
        return file;
    }

    @BeforeEach
    void withoutLimits() {
        limits(Map.of());
    }

    /** Those that are not named are an hour, or not set. */
    private static void limits(Map<String, Integer> some) {
        Map<String, Integer> all = new TreeMap<>(Map.of(
                "ssoSessionIdleTimeout", LONG,
                "ssoSessionMaxLifespan", LONG,
                "ssoSessionIdleTimeoutRememberMe", 0,
                "ssoSessionMaxLifespanRememberMe", 0,
                "clientSessionIdleTimeout", 0,
                "clientSessionMaxLifespan", 0));
        all.putAll(some);
        realm.change(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssoSessionMaxLifespan", "clientSessionMaxLifespan"})
    void noRefreshExtendsTheMaximum(String limit) {
        limits(Map.of(limit, 4));
        RotationClient client = realm.client("app");
        Tokens first = client.exchange(tab().code("app"));
        assertThat(expiresIn(first)).isBetween(1, 4);
        long end = expiry(first);
        Awaitility.await()
                .until(() ->
                        expiresIn(Tokens.from(client.refresh(first.refresh()).expect(200))) <= 3);
        Tokens second = client.rotate(first.refresh());
        assertThat(expiry(second)).isEqualTo(end);
        assertIsOver(client, first, second);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssoSessionIdleTimeout", "clientSessionIdleTimeout"})
    void eachRotationBeginsTheIdleTimeAnew(String limit) {
        limits(Map.of(limit, 4));
        RotationClient client = realm.client("app");
        Tokens live = client.exchange(tab().code("app"));
        Tokens first = live;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < Duration.ofSeconds(6).toNanos()) {
            String token = live.refresh();
            long before = expiry(live);
            // The next token lives longer as soon as the next second has begun.
            live = Awaitility.await().until(() -> client.rotate(token), next -> expiry(next) >= before);
            Tokens shown = live;
            Awaitility.await()
                    .until(() -> shown.refreshClaims().get("iat").longValue() < System.currentTimeMillis() / 1000);
        }
        assertThat(expiry(live)).isGreaterThan(expiry(first));
        assertIsOver(client, live);
    }

    /** Of a person who wants to be remembered. */
    @Test
    void rememberedSessionsHaveLimitsOfTheirOwn() {
        limits(Map.of("ssoSessionIdleTimeout", 3, "ssoSessionIdleTimeoutRememberMe", 8));
        RotationClient client = realm.client("app");
        Tokens forgotten = client.exchange(remembered(false));
        Tokens remembered = client.exchange(remembered(true));
        assertThat(expiresIn(forgotten)).isBetween(1, 3);
        assertThat(expiresIn(remembered)).isBetween(4, 8);
        assertIsOver(client, forgotten);
        Tokens second = client.rotate(remembered.refresh());
        assertIsOver(client, remembered, second);
    }

    @Test
    void rememberedSessionsHaveAMaximumOfTheirOwn() {
        limits(Map.of("ssoSessionMaxLifespan", 3, "ssoSessionMaxLifespanRememberMe", 6));
        RotationClient client = realm.client("app");
        Tokens remembered = client.exchange(remembered(true));
        Tokens second = client.rotate(remembered.refresh());
        assertThat(expiry(second)).isEqualTo(expiry(remembered));
        assertThat(expiresIn(second)).isBetween(4, 6);
        assertIsOver(client, remembered, second);
    }

    /** The limits may be lowered after a token was issued. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssoSessionMaxLifespan",
                "clientSessionMaxLifespan",
                "ssoSessionIdleTimeout",
                "clientSessionIdleTimeout"
            })
    void aLowerLimitCountsAtOnce(String limit) {
        RotationClient client = realm.client("app");
        Tokens first = client.exchange(tab().code("app"));
        Tokens second = client.rotate(first.refresh());
        assertThat(expiresIn(second)).isGreaterThan(LONG / 2);
        limits(Map.of(limit, 2));
        long issued = second.refreshClaims().get("iat").longValue();
        Awaitility.await().until(() -> System.currentTimeMillis() / 1000 > issued + 3);
        // Keycloak's introspection looks at the token and its session only.
        for (Tokens tokens : List.of(first, second)) {
            assertThat(client.refresh(tokens.refresh()).expect(400).text("error"))
                    .isEqualTo("invalid_grant");
        }
    }

    /** The next code begins a client session in the session that goes on; nothing of the one before is good. */
    @Test
    void aClientSessionEndsBeforeItsSession() {
        RotationClient client = realm.client("limited");
        BrowserTabs browser = tab();
        Tokens first = client.exchange(browser.code("limited"));
        Tokens other = realm.client("app").exchange(browser.code("app"));
        assertThat(expiresIn(first)).isBetween(1, 4);
        assertThat(expiresIn(other)).isGreaterThan(LONG / 2);
        Tokens second = client.rotate(first.refresh());
        assertIsOver(client, first, second);
        Tokens next = client.exchange(browser.code("limited"));
        assertThat(next.sessionId()).isEqualTo(first.sessionId());
        assertThat(expiresIn(next)).isBetween(1, 4);
        client.rotate(next.refresh());
        assertRefused(client, first);
        assertRefused(client, second);
        realm.client("app").rotate(other.refresh());
    }

    /** Two clients share a session: the refreshes of one do not keep the client session of the other alive. */
    @Test
    void anotherClientDoesNotKeepAClientSessionAlive() {
        RotationClient idle = realm.client("idle");
        RotationClient another = realm.client("another");
        BrowserTabs browser = tab();
        Tokens first = idle.exchange(browser.code("idle"));
        Tokens live = another.exchange(browser.code("another"));
        while (idle.isActiveRefreshToken(first.refresh())) {
            live = another.rotate(live.refresh());
            long second = live.refreshClaims().get("iat").longValue();
            Awaitility.await().until(() -> System.currentTimeMillis() / 1000 > second);
        }
        assertRefused(idle, first);
        another.rotate(live.refresh());
    }

    /** The lifetime of the client is the shortest of all that are set. */
    @Test
    void theShortestLimitCounts() {
        limits(Map.of("ssoSessionMaxLifespan", 1_000, "clientSessionMaxLifespan", 800));
        Tokens app = realm.client("app").login();
        assertThat(expiresIn(app)).isBetween(790, 800);
        limits(Map.of("ssoSessionMaxLifespan", 1_000, "clientSessionMaxLifespan", 600));
        Tokens second = realm.client("app").rotate(app.refresh());
        assertThat(expiresIn(second)).isBetween(590, 600);
        assertThat(expiresIn(realm.client("limited").login())).isBetween(1, 4);
        limits(Map.of("ssoSessionIdleTimeout", 1_000, "clientSessionIdleTimeout", 500));
        assertThat(expiresIn(realm.client("app").rotate(second.refresh()))).isBetween(490, 500);
        assertThat(expiresIn(realm.client("idle").login())).isBetween(1, 4);
    }

    /** Access tokens, too, end with the client session. */
    @Test
    void noAccessTokenOutlivesItsClientSession() {
        Tokens first = realm.client("limited").login();
        assertThat(first.answer().json().get("expires_in").intValue()).isBetween(1, 4);
        Tokens second = realm.client("limited").rotate(first.refresh());
        assertThat(second.answer().json().get("expires_in").intValue()).isBetween(1, 4);
    }

    private static BrowserTabs tab() {
        return BrowserTabs.forRealm(realm.realm());
    }

    private static String remembered(boolean remembered) {
        Http browser = Http.browser();
        Map<String, String> request = new TreeMap<>(Map.of(
                "response_type",
                "code",
                "client_id",
                "app",
                "redirect_uri",
                RotationRealm.CALLBACK,
                "scope",
                "openid"));
        Answer page = browser.get(realm.realm().uri("/protocol/openid-connect/auth?" + Http.encode(request)));
        Map<String, String> form = new TreeMap<>(Map.of("username", "anna", "password", RotationRealm.PASSWORD));
        if (remembered) {
            form.put("rememberMe", "on");
        }
        URI redirect = Login.location(
                browser.form(Login.formOn(page.expect(200)), form).expect(302));
        return Login.parameter(redirect, "code");
    }

    private static int expiresIn(Tokens tokens) {
        return tokens.answer().json().get("refresh_expires_in").intValue();
    }

    private static long expiry(Tokens tokens) {
        JsonNode expiry = tokens.refreshClaims().get("exp");
        return expiry.longValue();
    }

    /** Waits until the last of the tokens is not good any more; then none is. */
    private static void assertIsOver(RotationClient client, Tokens... tokens) {
        Tokens last = tokens[tokens.length - 1];
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !client.isActiveRefreshToken(last.refresh()));
        for (Tokens one : List.of(tokens)) {
            assertRefused(client, one);
        }
    }

    private static void assertRefused(RotationClient client, Tokens tokens) {
        assertThat(client.refresh(tokens.refresh()).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(client.isActiveRefreshToken(tokens.refresh())).isFalse();
    }
}
