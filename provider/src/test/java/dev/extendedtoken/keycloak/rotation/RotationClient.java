package dev.extendedtoken.keycloak.rotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A confidential client that knows its secret, and what it does with refresh tokens. */
public record RotationClient(TestRealm realm, String id, Http http) {

    private static final Http HTTP = Http.client();

    RotationClient(TestRealm realm, String id) {
        this(realm, id, HTTP);
    }

    /** The same client, of another user or node. */
    public RotationClient at(TestRealm other) {
        return new RotationClient(other, id, http);
    }

    /** The same client, which waits for a response in another way. */
    public RotationClient by(Http another) {
        return new RotationClient(realm, id, another);
    }

    /** A new session by password. */
    public Tokens login() {
        return login("openid");
    }

    public Tokens login(String scope) {
        return login("anna", scope);
    }

    public Tokens login(String user, String scope) {
        return Tokens.from(tryLogin(user, scope).expect(200));
    }

    public Answer tryLogin(String scope) {
        return tryLogin("anna", scope);
    }

    private Answer tryLogin(String user, String scope) {
        return token(
                Map.of("grant_type", "password", "username", user, "password", RotationRealm.PASSWORD, "scope", scope));
    }

    /** Another tab: a code of a browser that is signed in already, or signs in. */
    public Tokens exchange(String code) {
        return Tokens.from(
                token(Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", RotationRealm.CALLBACK))
                        .expect(200));
    }

    /** @param more further parameters, names and values, alternating */
    public Answer refresh(String refreshToken, String... more) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("grant_type", "refresh_token");
        parameters.put("refresh_token", refreshToken);
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return token(parameters);
    }

    /** A refresh with a further header. */
    public Answer refreshWith(String header, String value, String refreshToken) {
        return http.form(
                realm.token(),
                Map.of("grant_type", "refresh_token", "refresh_token", refreshToken),
                "Authorization",
                Http.basic(id, RotationRealm.secret(id)),
                header,
                value);
    }

    /** The tokens for a valid refresh token. */
    public Tokens rotate(String refreshToken) {
        return Tokens.from(refresh(refreshToken).expect(200));
    }

    /**
     * Rotates a token and its successors until its first use is forgotten: from then on it is reuse, however long the grace
     * period is.
     *
     * @return the live tokens
     */
    public Tokens supersede(String refreshToken) {
        Tokens live = rotate(refreshToken);
        for (int generation = 0; generation <= FirstUses.MAX; generation++) {
            live = rotate(live.refresh());
        }
        return live;
    }

    /** As many refreshes of one token as there are, all at once; some of the realm at another node, if it has one. */
    static List<Answer> storm(String refreshToken, List<RotationClient> clients) {
        ExecutorService pool = Executors.newFixedThreadPool(clients.size());
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Answer>> pending = new ArrayList<>();
            for (RotationClient client : clients) {
                pending.add(pool.submit(() -> {
                    start.await();
                    return client.refresh(refreshToken);
                }));
            }
            start.countDown();
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : pending) {
                answers.add(answer.get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            pool.shutdownNow();
        }
    }

    /** Whether introspection says so (RFC 7662); the answer for a token that is not has no other member. */
    public boolean isActive(String token, String hint) {
        JsonNode answer = introspect(token, hint).expect(200).json();
        boolean active = answer.get("active").booleanValue();
        if (!active && answer.size() != 1) {
            throw new AssertionError("More than active: false: " + answer);
        }
        return active;
    }

    public Answer introspect(String token, String hint) {
        return http.form(
                realm.uri("/protocol/openid-connect/token/introspect"),
                Map.of("token", token, "token_type_hint", hint),
                authorization());
    }

    public boolean isActiveRefreshToken(String token) {
        return isActive(token, "refresh_token");
    }

    public boolean isActiveAccessToken(String token) {
        return isActive(token, "access_token");
    }

    public Answer userinfo(String accessToken) {
        return http.get(realm.uri("/protocol/openid-connect/userinfo"), "Authorization", "Bearer " + accessToken);
    }

    public Answer revoke(String token) {
        return http.form(realm.uri("/protocol/openid-connect/revoke"), Map.of("token", token), authorization());
    }

    /** Keycloak's logout with a refresh token. */
    public Answer logout(String refreshToken) {
        return http.form(
                realm.uri("/protocol/openid-connect/logout"), Map.of("refresh_token", refreshToken), authorization());
    }

    /** @param headers further headers, names and values, alternating */
    public Answer token(Map<String, ?> parameters, String... headers) {
        List<String> all = new ArrayList<>(List.of(authorization()));
        all.addAll(List.of(headers));
        return http.form(realm.token(), parameters, all.toArray(String[]::new));
    }

    private String[] authorization() {
        return new String[] {"Authorization", Http.basic(id, RotationRealm.secret(id))};
    }

    /** A token answer. */
    public record Tokens(Answer answer, String refresh, String access) {

        public static Tokens from(Answer answer) {
            return new Tokens(answer, answer.text("refresh_token"), answer.text("access_token"));
        }

        public JsonNode refreshClaims() {
            return claims(refresh);
        }

        public JsonNode accessClaims() {
            return claims(access);
        }

        public String refreshId() {
            return refreshClaims().get("jti").textValue();
        }

        public String accessId() {
            return accessClaims().get("jti").textValue();
        }

        public String sessionId() {
            return refreshClaims().get("sid").textValue();
        }
    }

    /** The payload of a JWT. */
    public static JsonNode claims(String token) {
        try {
            return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
