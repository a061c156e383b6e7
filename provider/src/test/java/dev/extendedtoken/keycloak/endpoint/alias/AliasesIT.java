package dev.extendedtoken.keycloak.endpoint.alias;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The alias paths, on a server that enables them: each responds as the endpoint that it stands for. */
@KeycloakTest
@WithAliases
class AliasesIT {

    private static final String OWN = "/protocol/openid-connect";
    private static final String REDIRECT_URI = "http://localhost:9999/callback";
    private static final String ORIGIN = "https://app.example.com";
    private static final String BASIC = Http.basic("partner", "partner-secret");
    private static final String ALIASES =
            """
            /oauth/token,      /token
            /oauth/tokens,     /token
            /as/token,         /token
            /oauth/revoke,     /revoke
            /as/revoke,        /revoke
            /oauth/introspect, /token/introspect
            /as/introspect,    /token/introspect
            /oauth/authorize,  /auth
            /as/authorize,     /auth
            """;

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("aliases")
                .jsonForAll()
                .user("ann", "ann-secret")
                .client(
                        "partner",
                        Map.of(
                                "secret",
                                "partner-secret",
                                "serviceAccountsEnabled",
                                true,
                                "redirectUris",
                                List.of(REDIRECT_URI),
                                "webOrigins",
                                List.of(ORIGIN),
                                "protocolMappers",
                                List.of(RealmFile.ownAudience("partner"))));
    }

    @ParameterizedTest
    @CsvSource(textBlock = ALIASES)
    void respondsAsTheAliasedEndpoint(String alias, String own) {
        for (Map<String, String> parameters : List.of(
                Map.<String, String>of(),
                Map.of("grant_type", "client_credentials", "token", "x"),
                Map.of("grant_type", "unknown"),
                Map.of("client_id", "nobody", "token", "x"))) {
            for (String[] headers : List.of(
                    new String[] {"Authorization", BASIC},
                    new String[] {"Authorization", Http.basic("partner", "wrong")},
                    new String[] {"Authorization", BASIC, "Origin", ORIGIN},
                    new String[] {"Authorization", BASIC, "Origin", "https://evil.example.com"})) {
                assertAlike(
                        http.form(realm.uri(OWN + own), parameters, headers),
                        http.form(realm.uri(alias), parameters, headers));
                assertAlike(
                        http.json(realm.uri(OWN + own), parameters, headers),
                        http.json(realm.uri(alias), parameters, headers));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = ALIASES)
    void preflightAndOtherMethods(String alias, String own) {
        assertAlike(
                http.method("OPTIONS", realm.uri(OWN + own), preflight()),
                http.method("OPTIONS", realm.uri(alias), preflight()));
        for (String method : List.of("GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")) {
            assertAlike(http.method(method, realm.uri(OWN + own)), http.method(method, realm.uri(alias)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void unknownPathsAreNotFound(String method) {
        for (String unknown : List.of("/nonsense", "/token/nonsense", "/authorize/nonsense", "/nonsense/nonsense")) {
            Answer own = http.method(method, realm.uri(OWN + unknown.replace("authorize", "auth")));
            for (String root : List.of("/oauth", "/as")) {
                assertAlike(own, http.method(method, realm.uri(root + unknown)));
            }
        }
    }

    @Test
    void tokensIsAnAliasBelowOauthOnly() {
        assertThat(http.form(realm.uri("/as/tokens"), Map.of()).status()).isEqualTo(405);
    }

    @Test
    void unknownAndDisabledRealmsAndRequiredTls() {
        URI unknown = URI.create(keycloak.http() + "/realms/nowhere");
        assertAlike(
                http.form(URI.create(unknown + OWN + "/token"), Map.of()),
                http.form(URI.create(unknown + "/oauth/token"), Map.of()));
        for (Map<String, Object> change :
                List.of(Map.<String, Object>of("enabled", false), Map.<String, Object>of("sslRequired", "all"))) {
            String name = "aliases-closed";
            RealmFile file = RealmFile.named(name).jsonForAll();
            change.forEach(file::with);
            try (TestRealm closed = TestRealm.create(keycloak, file)) {
                assertAlike(
                        http.form(closed.token(), Map.of()).expect(403),
                        http.form(closed.uri("/oauth/token"), Map.of()));
                assertAlike(
                        http.json(closed.token(), Map.of()).expect(403), http.json(closed.uri("/as/token"), Map.of()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"/oauth/authorize,/oauth/tokens,/oauth", "/as/authorize,/as/token,/as"})
    void fromAuthorizeToRevoke(String authorize, String token, String root) {
        Map<String, String> request = Map.of(
                "response_type", "code", "client_id", "partner", "redirect_uri", REDIRECT_URI, "scope", "openid");
        URI end = Login.at(realm.uri(authorize + "?" + Http.encode(request))).as("ann", "ann-secret");
        Answer first = http.json(
                        realm.uri(token),
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                Login.parameter(end, "code"),
                                "redirect_uri",
                                REDIRECT_URI),
                        "Authorization",
                        BASIC)
                .expect(200);
        Answer second = http.json(
                        realm.uri(token),
                        Map.of("grant_type", "refresh_token", "refresh_token", first.text("refresh_token")),
                        "Authorization",
                        BASIC)
                .expect(200);
        String accessToken = second.text("access_token");
        assertThat(active(root, accessToken)).isTrue();
        http.json(realm.uri(root + "/revoke"), Map.of("token", second.text("refresh_token")), "Authorization", BASIC)
                .expect(200);
        assertThat(active(root, accessToken)).isFalse();
    }

    private boolean active(String root, String accessToken) {
        return http.json(realm.uri(root + "/introspect"), Map.of("token", accessToken), "Authorization", BASIC)
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    private static String[] preflight() {
        return new String[] {
            "Origin", ORIGIN,
            "Access-Control-Request-Method", "POST",
            "Access-Control-Request-Headers", "content-type, authorization"
        };
    }

    /** Error pages name the address that was asked for; cookies and tokens differ each time. */
    private static void assertAlike(Answer own, Answer alias) {
        assertThat(alias.status()).as(alias + "\ninstead of\n" + own).isEqualTo(own.status());
        assertThat(stableHeaders(alias)).isEqualTo(stableHeaders(own));
        if (own.status() >= 400 && own.header("Content-Type").orElse("").contains("json")) {
            assertThat(alias.body()).isEqualTo(own.body());
        }
    }

    private static Map<String, List<String>> stableHeaders(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeAll(List.of("content-length", "set-cookie", "location"));
        return headers;
    }
}
