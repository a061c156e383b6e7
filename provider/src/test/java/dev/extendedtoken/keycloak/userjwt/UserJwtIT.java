package dev.extendedtoken.keycloak.userjwt;

import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.DEMO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.HEADER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.extendedtoken.keycloak.server.TestCertificates;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.BodyFormat;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The user JWT that token requests of a client must carry: which are accepted, which are rejected. A rejected request
 * consumes nothing.
 */
@Tag("modes")
@KeycloakTest
class UserJwtIT {

    @InjectRealm
    private static UserJwtRealm realm;

    @InjectRealm("elsewhereFile")
    private static UserJwtRealm elsewhere;

    private static UserJwts jwts;

    static RealmFile realmFile() {
        return UserJwts.file("user-jwt-tokens");
    }

    static RealmFile elsewhereFile() {
        return UserJwtRealm.file("user-jwt-elsewhere");
    }

    @BeforeAll
    static void prepare() {
        jwts = new UserJwts(realm);
    }

    @Test
    void fromCodeToRefresh() {
        Answer tokens =
                realm.exchange("app", realm.code("app"), HEADER, realm.jwt()).expect(200);
        Answer again = realm.refresh("app", tokens.text("refresh_token"), HEADER, realm.jwt())
                .expect(200);
        Http.client()
                .json(
                        realm.realm().token(),
                        Map.of("grant_type", "refresh_token", "refresh_token", again.text("refresh_token")),
                        "Authorization",
                        Http.basic("app", "app-secret"),
                        HEADER,
                        realm.jwt())
                .expect(200);
        assertThat(realm.realm().events("CODE_TO_TOKEN")).anyMatch(event -> event.path("details")
                .path("user_jwt_issued_to")
                .asText()
                .equals("shop"));
    }

    /** One line: what is sent, and the reason in the event. */
    private record Bad(String name, Supplier<String[]> headers, String reason) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Bad bad(String name, Supplier<String> jwt, String reason) {
        return new Bad(name, () -> new String[] {HEADER, jwt.get()}, reason);
    }

    static List<Bad> badOnes() {
        return List.of(
                new Bad("missing", () -> new String[0], "user_jwt_missing"),
                bad("empty", () -> "", "user_jwt_missing"),
                new Bad("twice", () -> new String[] {HEADER, realm.jwt(), HEADER, realm.jwt()}, "user_jwt_repeated"),
                bad("nonsense", () -> "nonsense", "user_jwt_invalid"),
                bad("three dots", () -> "e30.e30.e30", "user_jwt_invalid"),
                bad("with its scheme", () -> "Bearer " + realm.jwt(), "user_jwt_invalid"),
                bad("another user's", () -> realm.jwt("shop", "bob"), "user_jwt_other_user"),
                bad("another realm's", () -> elsewhere.jwt(), "user_jwt_invalid"),
                bad("of a client that is not listed", () -> realm.jwt("other", DEMO), "user_jwt_other_client"),
                bad("unsigned", () -> UserJwts.unsigned(realm.jwt()), "user_jwt_invalid"),
                bad("alg none", () -> jwts.algorithmNone(), "user_jwt_invalid"),
                bad("signed by a stranger", () -> jwts.strangers(), "user_jwt_invalid"),
                bad("without any claim", () -> Jwt.fresh().signedBy(UserJwts.KEY), "user_jwt_invalid"),
                bad("tampered", () -> UserJwts.tampered(realm.jwt()), "user_jwt_invalid"),
                bad("an ID token", () -> jwts.shopLogin().text("id_token"), "user_jwt_invalid"),
                bad("a refresh token", () -> jwts.shopLogin().text("refresh_token"), "user_jwt_invalid"),
                bad("logged out", () -> jwts.loggedOut(), "user_jwt_invalid"),
                bad("revoked", () -> jwts.revoked(), "user_jwt_invalid"),
                bad("expired", () -> jwts.expired(), "user_jwt_expired"),
                bad("impersonated", () -> jwts.impersonated(), "user_jwt_impersonated"),
                bad("a service account's", () -> jwts.serviceAccount(), "user_jwt_invalid"),
                bad("DPoP, no proof", () -> jwts.dpopBound(), "user_jwt_unproven"),
                new Bad(
                        "DPoP, another key's proof",
                        () -> new String[] {HEADER, jwts.dpopBound(), "DPoP", jwts.proof(SigningKey.generate())},
                        "user_jwt_unproven"),
                new Bad(
                        "DPoP, no JWT for a proof",
                        () -> new String[] {HEADER, jwts.dpopBound(), "DPoP", "nonsense"},
                        "user_jwt_unproven"),
                new Bad(
                        "DPoP, no kind of key",
                        () -> new String[] {
                            HEADER, jwts.dpopBound(), "DPoP", UserJwts.proofWith(Map.of("kty", "oct", "k", "AA"))
                        },
                        "user_jwt_unproven"),
                new Bad(
                        "DPoP, no key",
                        () -> new String[] {HEADER, jwts.dpopBound(), "DPoP", UserJwts.proofWith(Map.of())},
                        "user_jwt_unproven"));
    }

    @ParameterizedTest
    @MethodSource("badOnes")
    void rejectionConsumesNothing(Bad bad) {
        String code = realm.code("app");
        refused(realm.exchange("app", code, bad.headers.get()));
        Answer tokens = realm.exchange("app", code, HEADER, realm.jwt()).expect(200);
        refused(realm.refresh("app", tokens.text("refresh_token"), bad.headers.get()));
        realm.refresh("app", tokens.text("refresh_token"), HEADER, realm.jwt()).expect(200);
        assertThat(realm.realm()
                        .events("REFRESH_TOKEN_ERROR")
                        .get(0)
                        .get("details")
                        .get("reason")
                        .textValue())
                .isEqualTo(bad.reason);
        assertThat(realm.realm()
                        .events("CODE_TO_TOKEN_ERROR")
                        .get(0)
                        .get("details")
                        .get("reason")
                        .textValue())
                .isEqualTo(bad.reason);
    }

    /** One answer, whatever the reason. */
    private static void refused(Answer answer) {
        assertThat(answer.expect(401).json().toString())
                .isEqualTo("{\"error\":\"invalid_token\",\"error_description\":"
                        + "\"The user's access token is missing, or not good for this request\"}");
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void expiredOnRefreshOnly() {
        String code = realm.code("tolerant");
        String expired = jwts.expired();
        refused(realm.exchange("tolerant", code, HEADER, expired));
        Answer tokens = realm.exchange("tolerant", code, HEADER, realm.jwt()).expect(200);
        realm.refresh("tolerant", tokens.text("refresh_token"), HEADER, expired).expect(200);
    }

    /** An expired token is accepted only while its session exists. */
    @Test
    void expiredAndLoggedOut() {
        Answer login = realm.login("short-shop", DEMO, "openid");
        Answer tokens = realm.exchange("tolerant", realm.code("tolerant"), HEADER, realm.jwt())
                .expect(200);
        jwts.logOut(login);
        refused(realm.refresh("tolerant", tokens.text("refresh_token"), HEADER, login.text("access_token")));
        realm.refresh("tolerant", tokens.text("refresh_token"), HEADER, realm.jwt())
                .expect(200);
    }

    /** Keycloak forgets that it was revoked when it expires. */
    @Test
    void expiredAndRevoked() {
        Answer tokens = realm.exchange("tolerant", realm.code("tolerant"), HEADER, realm.jwt())
                .expect(200);
        List<String> revoked = Arrays.stream(BodyFormat.values())
                .map(format -> {
                    String jwt = realm.jwt("short-shop", DEMO);
                    format.post(
                                    realm.realm().uri("/protocol/openid-connect/revoke"),
                                    Map.of("client_id", "short-shop", "token", jwt, "token_type_hint", "access_token"))
                            .expect(200);
                    return jwt;
                })
                .toList();
        long end = Claims.parse(revoked.get(revoked.size() - 1)).get("exp").longValue();
        // For ten seconds at least, it remembers.
        await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().getEpochSecond() > end + 11);
        for (String jwt : revoked) {
            refused(realm.refresh("tolerant", tokens.text("refresh_token"), HEADER, jwt));
        }
    }

    /** Its "azp" names the exchanging client, and no login there issued it. */
    @Test
    void exchanged() {
        String subject = realm.jwt("subject-shop", DEMO);
        String exchanged = realm.token(
                        "exchanging",
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:token-exchange",
                                "subject_token",
                                subject,
                                "subject_token_type",
                                "urn:ietf:params:oauth:token-type:access_token"))
                .expect(200)
                .text("access_token");
        refused(realm.exchange("app", realm.code("app"), HEADER, exchanged));
    }

    @Test
    void afterANotBeforeOfTheRealm() {
        String old = realm.jwt();
        Answer tokens =
                realm.exchange("tolerant", realm.code("tolerant"), HEADER, old).expect(200);
        long now = Instant.now().getEpochSecond();
        await().until(() -> Instant.now().getEpochSecond() > now);
        notBefore(now + 1);
        try {
            assertThat(realm.refresh("tolerant", tokens.text("refresh_token"), HEADER, old)
                            .status())
                    .isBetween(400, 401);
            refused(realm.exchange("tolerant", realm.code("tolerant"), HEADER, old));
        } finally {
            notBefore(0);
        }
    }

    private static void notBefore(long seconds) {
        realm.realm()
                .admin()
                .put("/" + realm.realm().name(), Map.of("notBefore", seconds))
                .expect(204);
    }

    @Test
    void otherGrantsAreRejected() {
        refused(realm.token("app", Map.of("grant_type", "client_credentials"), HEADER, realm.jwt()));
        refused(realm.token(
                "app", Map.of("grant_type", "password", "username", DEMO, "password", DEMO), HEADER, realm.jwt()));
        refused(realm.token(
                "app",
                Map.of("grant_type", "urn:ietf:params:oauth:grant-type:uma-ticket", "audience", "app"),
                HEADER,
                realm.jwt()));
    }

    /** Keycloak's errors for client authentication come first. With a valid user JWT its other errors are unchanged. */
    @Test
    void wrongCredentialsAndWrongCodes() {
        assertThat(Http.client()
                        .form(
                                realm.realm().token(),
                                Map.of("grant_type", "authorization_code", "code", "a.b.c"),
                                "Authorization",
                                Http.basic("app", "wrong"))
                        .expect(401)
                        .text("error"))
                .isEqualTo("unauthorized_client");
        assertThat(realm.exchange("app", "a.b.c", HEADER, realm.jwt())
                        .expect(400)
                        .text("error"))
                .isEqualTo("invalid_grant");
        assertThat(realm.refresh("app", "nonsense", HEADER, realm.jwt())
                        .expect(400)
                        .text("error"))
                .isEqualTo("invalid_grant");
    }

    @Test
    void boundTokensWithTheirProof() {
        String bound = jwts.dpopBound();
        Answer tokens = realm.exchange("app", realm.code("app"), HEADER, bound, "DPoP", jwts.proof(UserJwts.KEY))
                .expect(200);
        realm.refresh("app", tokens.text("refresh_token"), HEADER, bound, "DPoP", jwts.proof(UserJwts.KEY))
                .expect(200);
        // A proof is accepted once.
        String proof = jwts.proof(UserJwts.KEY);
        String code = realm.code("app");
        realm.exchange("app", realm.code("app"), HEADER, bound, "DPoP", proof).expect(200);
        realm.exchange("app", code, HEADER, bound, "DPoP", proof).expect(400);
        realm.exchange("app", code, HEADER, bound, "DPoP", jwts.proof(UserJwts.KEY))
                .expect(200);
    }

    @Test
    void tokensBoundToACertificate() {
        Map<String, String> exchange = Map.of(
                "grant_type", "authorization_code", "code", realm.code("app"), "redirect_uri", UserJwtRealm.CALLBACK);
        String[] headers = {HEADER, jwts.mtlsBound(), "Authorization", Http.basic("app", "app-secret")};
        URI token = realm.realm().secure("/protocol/openid-connect/token");
        refused(UserJwts.certified(TestCertificates.Client.BOB).form(token, exchange, headers));
        refused(UserJwts.certified(null).form(token, exchange, headers));
        UserJwts.certified(TestCertificates.Client.ALICE)
                .form(token, exchange, headers)
                .expect(200);
    }

    @Test
    void lightweightAndOfflineTokens() {
        realm.exchange("app", realm.code("app"), HEADER, realm.jwt("light-shop", DEMO))
                .expect(200);
        realm.allowOfflineTokens(DEMO);
        String offline = realm.login("shop", DEMO, "openid offline_access").text("access_token");
        realm.exchange("app", realm.code("app"), HEADER, offline).expect(200);
    }

    /** Clients that no policy matches need no user JWT, and an invalid one is ignored. */
    @Test
    void otherClientsNeedNoUserJwt() {
        realm.login("shop", DEMO, "openid", HEADER, "nonsense");
    }
}
