package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.WithExperiments;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Refresh tokens that were obtained with an access token, by UMA or token exchange: they are revoked with the login,
 * and do not affect it.
 */
@Tag("modes")
@KeycloakTest
@WithExperiments
class DerivedTokensIT {

    private static final int MOST_FAMILIES = 32;

    private static final Duration LIFETIME = Duration.ofSeconds(8);

    @InjectRealm
    private static RotationRealm realm;

    private static RotationClient app;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("derived-tokens");
        RotationRealm.profile(file, "once", Map.of("grace-period", 0));
        RotationRealm.profile(file, "limited", Map.of("family-lifetime", LIFETIME.toSeconds()));
        client(file, "app", "once");
        client(file, "light", "once", Map.of("client.use.lightweight.access.token.enabled", "true"));
        client(file, "limited", "limited");
        // Receives tokens by exchange, and rotates by policy, or not.
        client(file, "rotating", "once");
        client(file, "plain", "none");
        // Without Keycloak's standard exchange, the preview feature serves it.
        RotationRealm.client(file, "legacy", "none");
        RotationRealm.user(file, "boss");
        for (JsonNode user : file.representation().get("users")) {
            if (user.get("username").textValue().equals("boss")) {
                ((ObjectNode) user)
                        .withObject("/clientRoles")
                        .putArray("realm-management")
                        .add("impersonation");
            }
        }
        file.client("resources", RealmFile.resourceServer(RotationRealm.secret("resources"), "basket"));
        return file;
    }

    @BeforeAll
    static void prepare() {
        app = realm.client("app");
    }

    private static void client(RealmFile file, String id, String profile) {
        client(file, id, profile, Map.of());
    }

    private static void client(RealmFile file, String id, String profile, Map<String, String> more) {
        Map<String, String> attributes = new TreeMap<>(more);
        attributes.put("standard.token.exchange.enabled", "true");
        attributes.put("standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION");
        RotationRealm.client(file, id, profile, attributes);
        JsonNode clients = file.representation().get("clients");
        for (String audience : List.of("rotating", "plain", "legacy", "resources")) {
            ((ObjectNode) clients.get(clients.size() - 1))
                    .withArray("protocolMappers")
                    .addPOJO(audience(audience));
        }
    }

    private static Map<String, ?> audience(String client) {
        return Map.of(
                "name",
                "audience " + client,
                "protocol",
                "openid-connect",
                "protocolMapper",
                "oidc-audience-mapper",
                "config",
                Map.of("included.client.audience", client, "access.token.claim", "true"));
    }

    /** How a refresh token is had with the tokens of a login. */
    enum Way {
        UMA("app") {
            @Override
            Tokens derive(Tokens login) {
                return uma(login.access());
            }
        },
        UMA_WITH_SUBJECT_TOKEN("app") {
            @Override
            Tokens derive(Tokens login) {
                return umaAsClient(Map.of("subject_token", login.access()));
            }
        },
        UMA_WITH_ID_TOKEN("app") {
            @Override
            Tokens derive(Tokens login) {
                return umaAsClient(Map.of("claim_token", login.answer().text("id_token")));
            }
        },
        EXCHANGE_AT_SAME_CLIENT("app") {
            @Override
            Tokens derive(Tokens login) {
                return exchange("app", login.access());
            }
        },
        EXCHANGE_AT_ROTATING_CLIENT("rotating") {
            @Override
            Tokens derive(Tokens login) {
                return exchange("rotating", login.access());
            }
        },
        EXCHANGE_AT_OTHER_CLIENT("plain") {
            @Override
            Tokens derive(Tokens login) {
                return exchange("plain", login.access());
            }
        },
        EXCHANGE_AND_UMA("app") {
            @Override
            Tokens derive(Tokens login) {
                return uma(exchange("app", login.access()).access());
            }
        },
        EXCHANGE_TWICE("plain") {
            @Override
            Tokens derive(Tokens login) {
                return exchange("plain", exchange("rotating", login.access()).access());
            }
        },
        EXCHANGE_REFRESH_EXCHANGE("plain") {
            @Override
            Tokens derive(Tokens login) {
                Tokens exchanged = exchange("rotating", login.access());
                return exchange(
                        "plain",
                        realm.client("rotating").rotate(exchanged.refresh()).access());
            }
        },
        LEGACY_EXCHANGE("legacy") {
            @Override
            Tokens derive(Tokens login) {
                return exchange("legacy", login.access());
            }
        },
        EXCHANGE_WITHOUT_REFRESH_TOKEN_BETWEEN("plain") {
            @Override
            Tokens derive(Tokens login) {
                // With a client session, Keycloak gives it an access token of the session.
                exchange("rotating", login.access());
                Answer between = exchange("rotating", login.access(), "access_token");
                return exchange("plain", between.text("access_token"));
            }
        };

        private final String client;

        Way(String client) {
            this.client = client;
        }

        abstract Tokens derive(Tokens login);

        RotationClient client() {
            return realm.client(client);
        }

        private static Tokens umaAsClient(Map<String, String> more) {
            Map<String, String> request = new TreeMap<>(umaRequest());
            request.putAll(more);
            return Tokens.from(app.token(request).expect(200));
        }
    }

    private static Map<String, String> umaRequest() {
        return Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:uma-ticket",
                "audience",
                "resources",
                "permission",
                "basket");
    }

    private static Tokens uma(String accessToken) {
        return Tokens.from(Http.client()
                .form(realm.realm().token(), umaRequest(), "Authorization", "Bearer " + accessToken)
                .expect(200));
    }

    private static Tokens exchange(String client, String accessToken) {
        return Tokens.from(exchange(client, accessToken, "refresh_token"));
    }

    private static Answer exchange(String client, String accessToken, String requested) {
        return realm.client(client)
                .token(Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token",
                        accessToken,
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:access_token",
                        "requested_token_type",
                        "urn:ietf:params:oauth:token-type:" + requested,
                        "scope",
                        "openid"))
                .expect(200);
    }

    private static void reuse(RotationClient client, Tokens first) {
        client.rotate(first.refresh());
        refused(client, first.refresh());
    }

    private static void refused(RotationClient client, String refreshToken) {
        assertThat(client.refresh(refreshToken).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(client.isActiveRefreshToken(refreshToken)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void areRevokedWithTheLogin(Way way) {
        Tokens login = app.login();
        Tokens derived = way.derive(login);
        assertThat(derived.refreshClaims().has("derived_from")).isTrue();
        assertThat(derived.accessClaims().has("derived_from")).isTrue();
        Tokens next = way.client().rotate(derived.refresh());
        assertThat(next.refreshClaims().get("derived_from"))
                .isEqualTo(derived.refreshClaims().get("derived_from"));
        assertThat(next.accessClaims().has("derived_from")).isTrue();
        reuse(app, login);
        refused(way.client(), next.refresh());
        assertThat(app.login().refreshClaims().has("derived_from")).isFalse();
    }

    /** Keycloak makes no refresh token of an offline session by exchange. */
    @ParameterizedTest
    @EnumSource(names = {"UMA", "UMA_WITH_SUBJECT_TOKEN", "UMA_WITH_ID_TOKEN"})
    void areRevokedWithTheOfflineLogin(Way way) {
        Tokens login = app.login("openid offline_access");
        Tokens derived = way.derive(login);
        reuse(app, login);
        refused(way.client(), derived.refresh());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void reuseOfADerivedTokenKeepsTheLogin(Way way) {
        Tokens login = app.login();
        Tokens derived = way.derive(login);
        Tokens beside = way.derive(login);
        Tokens next = way.client().rotate(derived.refresh());
        if (!List.of("plain", "legacy").contains(way.client().id())) {
            refused(way.client(), derived.refresh());
            refused(way.client(), next.refresh());
        }
        way.client().rotate(beside.refresh());
        app.rotate(login.refresh());
    }

    @Test
    void reuseRevokesTokensDerivedFromTheReusedToken() {
        Tokens login = app.login();
        Tokens exchanged = exchange("rotating", login.access());
        Tokens further = exchange("plain", exchanged.access());
        Tokens beside = exchange("plain", login.access());
        reuse(realm.client("rotating"), exchanged);
        refused(realm.client("plain"), further.refresh());
        app.rotate(login.refresh());
        assertThat(beside.refresh()).isNotNull();
    }

    /** A client session of its own makes room among its own kind only. */
    @ParameterizedTest
    @EnumSource(names = {"UMA", "EXCHANGE_AT_SAME_CLIENT"})
    void newDerivedFamiliesDisplaceDerivedFamiliesOnly(Way way) {
        Tokens login = app.login();
        List<Tokens> derived = new ArrayList<>();
        for (int i = 0; i <= MOST_FAMILIES; i++) {
            derived.add(way.derive(login));
        }
        refused(app, derived.get(0).refresh());
        app.rotate(derived.get(1).refresh());
        app.rotate(derived.get(MOST_FAMILIES).refresh());
        app.rotate(login.refresh());
    }

    /** And logins displace no derived one. */
    @Test
    void derivedFamiliesAreDisplacedByDerivedFamiliesOnly() {
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        Tokens login = app.exchange(browser.code("app"));
        Tokens derived = uma(login.access());
        Tokens last = login;
        for (int i = 0; i < MOST_FAMILIES - 1; i++) {
            last = app.exchange(browser.code("app"));
        }
        app.rotate(derived.refresh());
        app.rotate(last.refresh());
        app.rotate(login.refresh());
    }

    @ParameterizedTest
    @ValueSource(strings = {"uma", "rotating", "plain"})
    void expireWithTheLogin(String way) {
        RotationClient limited = realm.client("limited");
        Tokens login = limited.login();
        long end = login.refreshClaims().get("exp").longValue();
        RotationClient client = way.equals("uma") ? limited : realm.client(way);
        UnaryOperator<String> derive = access -> (way.equals("uma") ? uma(access) : exchange(way, access)).refresh();
        String derived = derive.apply(login.access());
        Tokens next = client.rotate(derived);
        assertThat(next.refreshClaims().get("exp").longValue()).isLessThanOrEqualTo(end);
        Awaitility.await().atMost(LIFETIME.multipliedBy(2)).until(() -> System.currentTimeMillis() / 1000 > end);
        refused(client, next.refresh());
        refused(limited, login.refresh());
    }

    /** Token exchange of the preview feature that begins a session of another user. */
    @Test
    void impersonationTokensAreRevokedWithTheImpersonatorsLogin() {
        Tokens boss = app.login("boss", "openid");
        RotationClient legacy = realm.client("legacy");
        Tokens anna = Tokens.from(legacy.token(Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token",
                        boss.access(),
                        "requested_subject",
                        "anna"))
                .expect(200));
        assertThat(anna.sessionId()).isNotEqualTo(boss.sessionId());
        Tokens next = legacy.rotate(anna.refresh());
        reuse(app, boss);
        refused(legacy, next.refresh());
    }

    @Test
    void lightweightAccessTokens() {
        RotationClient light = realm.client("light");
        Tokens login = light.login();
        Tokens derived = exchange("light", login.access());
        assertThat(derived.accessClaims().has("derived_from")).isTrue();
        Tokens next = light.rotate(derived.refresh());
        reuse(light, login);
        refused(light, next.refresh());
    }

    /** As with Keycloak's revocation: the exchanging client's session of this login is detached; no other one is. */
    @Test
    void exchangedAccessTokensAreRevoked() {
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        Tokens login = app.exchange(browser.code("app"));
        Tokens bystander = realm.client("rotating").exchange(browser.code("rotating"));
        String exchanged = exchange("plain", login.access()).access();
        assertThat(realm.client("plain").isActiveAccessToken(exchanged)).isTrue();
        reuse(app, login);
        assertThat(realm.client("plain").isActiveAccessToken(exchanged)).isFalse();
        realm.client("rotating").rotate(bystander.refresh());
    }

    /** Which of the families an exchange was for does not matter; the family itself goes on. */
    @Test
    void otherFamiliesOfTheClientSessionStayActive() {
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        Tokens one = app.exchange(browser.code("app"));
        Tokens other = app.exchange(browser.code("app"));
        Tokens ofOther = uma(other.access());
        reuse(app, one);
        app.rotate(ofOther.refresh());
        app.rotate(other.refresh());
    }
}
