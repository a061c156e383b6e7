package dev.extendedtoken.keycloak.userjwt;

import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.AUTO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.DEMO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.HEADER;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.VERIFIER;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.BodyFormat;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A login by user JWT: one session for each source session and client, which ends with the source session. */
@Tag("modes")
@Tag("version")
@KeycloakTest
class UserJwtSessionIT {

    private static final int CROWD = 60;

    @InjectRealm
    private static UserJwtRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        RealmFile file = UserJwtRealm.file("user-jwt-sessions").jsonForAll();
        for (String client : List.of("signed", "second")) {
            file.client(
                    client,
                    Map.of(
                            "secret",
                            client + "-secret",
                            "redirectUris",
                            List.of(AUTO),
                            "optionalClientScopes",
                            List.of("phone", "address"),
                            "protocolMappers",
                            List.of(RealmFile.ownAudience(client))));
            file.representation()
                    .withObject("/roles/client")
                    .putArray(client)
                    .addObject()
                    .put("name", "user-jwt");
        }
        UserJwtRealm.enforced(file, "third", Map.of("issued-to", List.of("signed", "shop")));
        UserJwtRealm.stepTakes(file, "shop##signed");
        return file;
    }

    @Test
    void concurrentLoginsShareOneSession() throws Exception {
        Answer login = realm.login("shop", DEMO, "openid");
        String jwt = login.text("access_token");
        int before = sessions(DEMO).size();
        Set<String> used = new HashSet<>();
        ExecutorService crowd = Executors.newFixedThreadPool(CROWD);
        try {
            Callable<Answer> one = () -> realm.headless(request("client_id", "signed"), HEADER, jwt);
            for (Future<Answer> answer :
                    crowd.invokeAll(IntStream.range(0, CROWD).mapToObj(i -> one).toList())) {
                String code = answer.get().expect(200).text("code");
                used.add(code.split("\\.")[1]);
                exchange("signed", code, jwt).expect(200);
            }
        } finally {
            crowd.shutdownNow();
        }
        assertThat(used).hasSize(1);
        assertThat(sessions(DEMO)).hasSize(before + 1);
    }

    @Test
    void oneSessionForEachLoginAndClient() {
        String jwt = realm.jwt();
        String session = session("signed", jwt);
        assertThat(session("signed", jwt)).isEqualTo(session);
        assertThat(session("second", jwt)).isNotEqualTo(session);
        assertThat(session("signed", realm.jwt())).isNotEqualTo(session);
        String sid = Claims.parse(jwt).get("sid").textValue();
        assertThat(session).doesNotContain(sid).isNotEqualTo(sid);
    }

    /** What ends the shop's login: all of it, or only the shop's part. */
    private enum End {
        BY_THE_ADMINISTRATOR(login -> realm.realm()
                .admin()
                .delete("/" + realm.realm().name() + "/sessions/" + sid(login))
                .expect(204)),
        BY_LOGOUT(login -> Http.client()
                .form(
                        realm.realm().uri("/protocol/openid-connect/logout"),
                        Map.of("client_id", "shop", "refresh_token", login.text("refresh_token")))
                .expect(204)),
        BY_REVOCATION(login -> Http.client()
                .form(
                        realm.realm().uri("/protocol/openid-connect/revoke"),
                        Map.of("client_id", "shop", "token", login.text("refresh_token")))
                .expect(200)),
        BY_LOGOUT_OF_THE_USER(login -> realm.realm()
                .admin()
                .post("/" + realm.realm().name() + "/users/" + realm.userId(DEMO) + "/logout", Map.of())
                .expect(204));

        private final Consumer<Answer> end;

        End(Consumer<Answer> end) {
            this.end = end;
        }
    }

    private static String sid(Answer login) {
        return Claims.parse(login.text("access_token")).get("sid").textValue();
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void endsWithTheSourceSession(End source) {
        Answer login = realm.login("shop", DEMO, "openid");
        String jwt = login.text("access_token");
        Answer tokens = exchange("signed", code("signed", jwt), jwt).expect(200);
        String sid = sid(tokens);
        Answer again = refresh("signed", tokens, jwt).expect(200);
        assertThat(introspected(again)).isTrue();
        String code = code("signed", jwt);

        source.end.accept(login);

        String other = realm.jwt();
        Answer refused = refresh("signed", again, other).expect(400);
        assertThat(refused.text("error")).isEqualTo("invalid_grant");
        assertThat(introspected(again)).isFalse();
        assertThat(exchange("signed", code, other).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(sessions(DEMO)).doesNotContain(sid);
        assertThat(realm.headless(request("client_id", "signed"), HEADER, jwt)
                        .expect(400)
                        .text("error"))
                .isEqualTo("login_required");
        assertThat(session("signed", other)).isNotEqualTo(sid);
    }

    /** Asked first, and as JSON, too. */
    @ParameterizedTest
    @EnumSource(BodyFormat.class)
    void introspectionReportsTheEnd(BodyFormat format) {
        Answer login = realm.login("shop", DEMO, "openid");
        Answer tokens = exchange("signed", code("signed", login.text("access_token")), login.text("access_token"))
                .expect(200);
        Map<String, String> question = Map.of("token", tokens.text("access_token"));
        String[] signed = {"Authorization", Http.basic("signed", "signed-secret")};
        assertThat(format.post(introspection(), question, signed)
                        .expect(200)
                        .json()
                        .get("active")
                        .booleanValue())
                .isTrue();
        End.BY_LOGOUT.end.accept(login);
        assertThat(format.post(introspection(), question, signed)
                        .expect(200)
                        .json()
                        .get("active")
                        .booleanValue())
                .isFalse();
        assertThat(sessions(DEMO)).doesNotContain(sid(tokens));
    }

    /** Its own end is no end of the login that it comes from; what was issued before stays ended. */
    @Test
    void canBeCreatedAgainAfterLogout() {
        String jwt = realm.jwt();
        Answer tokens = exchange("signed", code("signed", jwt), jwt).expect(200);
        realm.realm()
                .admin()
                .delete("/" + realm.realm().name() + "/sessions/" + sid(tokens))
                .expect(204);
        assertThat(refresh("signed", tokens, jwt).expect(400).text("error")).isEqualTo("invalid_grant");
        Answer anew = exchange("signed", code("signed", jwt), jwt).expect(200);
        refresh("signed", anew, jwt).expect(200);
    }

    /** Its source is used all the time, and it is not. */
    @Test
    void canBeCreatedAgainAfterExpiry(Keycloak keycloak) {
        RealmFile file = UserJwtRealm.file("user-jwt-idle").with("ssoSessionIdleTimeout", 3);
        try (UserJwtRealm brief = UserJwtRealm.create(keycloak, file)) {
            AtomicReference<Answer> login = new AtomicReference<>(brief.login("shop", DEMO, "openid"));
            String jwt = login.get().text("access_token");
            String session = brief.headless(request(), HEADER, jwt)
                    .expect(200)
                    .text("code")
                    .split("\\.")[1];
            long since = Instant.now().getEpochSecond();
            await().pollInterval(Duration.ofMillis(500)).until(() -> {
                login.set(http.form(
                                brief.realm().token(),
                                Map.of(
                                        "grant_type",
                                        "refresh_token",
                                        "client_id",
                                        "shop",
                                        "refresh_token",
                                        login.get().text("refresh_token")))
                        .expect(200));
                return Instant.now().getEpochSecond() > since + 4;
            });
            Answer again = brief.headless(request(), HEADER, jwt).expect(200);
            assertThat(again.text("code").split("\\.")[1]).isEqualTo(session);
        }
    }

    /** Both requests share a client session. */
    @Test
    void scopesAreSeparateForEachRequest() {
        String jwt = realm.jwt();
        String much = code("signed", jwt, "scope", "openid phone address");
        String little = code("signed", jwt, "scope", "openid");
        String nothing = code("signed", jwt, "scope", "");
        Answer first = exchange("signed", much, jwt).expect(200);
        Answer second = exchange("signed", little, jwt).expect(200);
        Answer third = exchange("signed", nothing, jwt).expect(200);
        assertThat(scopes(first)).contains("openid", "phone", "address");
        assertThat(scopes(second)).contains("openid").doesNotContain("phone", "address");
        assertThat(scopes(third)).doesNotContain("phone", "address");
        assertThat(scopes(refresh("signed", first, jwt).expect(200))).contains("phone", "address");
        assertThat(scopes(refresh("signed", second, jwt).expect(200))).doesNotContain("phone", "address");
        assertThat(scopes(refresh("signed", third, jwt).expect(200))).doesNotContain("phone", "address");
    }

    private static List<String> scopes(Answer tokens) {
        return List.of(Claims.parse(tokens.text("access_token"))
                .get("scope")
                .textValue()
                .split(" "));
    }

    /** Tokens of the session are no user JWTs at another client. */
    @Test
    void itsTokensAreRejectedAtOtherClients() {
        String jwt = realm.jwt();
        String next = exchange("signed", code("signed", jwt), jwt).expect(200).text("access_token");
        Answer page = http.get(
                realm.authorize(request(
                        "client_id", "third", "redirect_uri", UserJwtRealm.CALLBACK, "code_challenge_method", "S256")),
                "Accept",
                "text/html",
                HEADER,
                next);
        assertThat(page.expect(200).body()).contains("kc-form-login");
        assertThat(realm.realm().events("LOGIN_ERROR"))
                .anyMatch(event -> event.path("details").path("reason").asText().equals("user_jwt_restricted"));
    }

    /** At the token endpoint they are taken for as long as their source lives. */
    @Test
    void itsTokensAreAcceptedUntilTheSourceEnds() {
        Answer login = realm.login("shop", DEMO, "openid");
        String jwt = login.text("access_token");
        String next = exchange("signed", code("signed", jwt), jwt).expect(200).text("access_token");
        Answer tokens =
                realm.exchange("third", realm.code("third"), HEADER, next).expect(200);
        Answer again = realm.refresh("third", tokens.text("refresh_token"), HEADER, next)
                .expect(200);
        End.BY_LOGOUT.end.accept(login);
        realm.refresh("third", again.text("refresh_token"), HEADER, next).expect(401);
        realm.refresh("third", again.text("refresh_token"), HEADER, realm.jwt()).expect(200);
    }

    private Set<String> sessions(String user) {
        JsonNode sessions = realm.realm()
                .admin()
                .get("/" + realm.realm().name() + "/users/" + realm.userId(user) + "/sessions")
                .expect(200)
                .json();
        Set<String> ids = new HashSet<>();
        StreamSupport.stream(sessions.spliterator(), false)
                .forEach(session -> ids.add(session.get("id").textValue()));
        return ids;
    }

    private String session(String client, String jwt) {
        return code(client, jwt).split("\\.")[1];
    }

    private String code(String client, String jwt, String... changes) {
        Map<String, String> request = new TreeMap<>(request(changes));
        request.put("client_id", client);
        return realm.headless(request, HEADER, jwt).expect(200).text("code");
    }

    private Answer exchange(String client, String code, String jwt) {
        return realm.token(
                client,
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "redirect_uri",
                        AUTO,
                        "code",
                        code,
                        "code_verifier",
                        VERIFIER),
                HEADER,
                jwt);
    }

    private Answer refresh(String client, Answer tokens, String jwt) {
        return realm.refresh(client, tokens.text("refresh_token"), HEADER, jwt);
    }

    private boolean introspected(Answer tokens) {
        return http.form(
                        introspection(),
                        Map.of("token", tokens.text("refresh_token"), "token_type_hint", "refresh_token"),
                        "Authorization",
                        Http.basic("signed", "signed-secret"))
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    private static URI introspection() {
        return realm.realm().uri("/protocol/openid-connect/token/introspect");
    }
}
