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
record RotationClient(TestRealm realm, String id) {

    private static final Http HTTP = Http.client();

    /** The same client, of another user or node. */
    RotationClient at(TestRealm other) {
        return new RotationClient(other, id);
    }

    /** A new session by password. */
    Tokens login() {
        return login("openid");
    }

    Tokens login(String scope) {
        return login("anna", scope);
    }

    Tokens login(String user, String scope) {
        return Tokens.from(tryLogin(user, scope).expect(200));
    }

    Answer tryLogin(String scope) {
        return tryLogin("anna", scope);
    }

    private Answer tryLogin(String user, String scope) {
        return token(
                Map.of("grant_type", "password", "username", user, "password", RotationRealm.PASSWORD, "scope", scope));
    }

    /** Another tab: a code of a browser that is signed in already, or signs in. */
    Tokens exchange(String code) {
        return Tokens.from(
                token(Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", RotationRealm.CALLBACK))
                        .expect(200));
    }

    /** @param more further parameters, names and values, alternating */
    Answer refresh(String refreshToken, String... more) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("grant_type", "refresh_token");
        parameters.put("refresh_token", refreshToken);
        for (int i = 0; i < more.length; i += 2) {
            parameters.put(more[i], more[i + 1]);
        }
        return token(parameters);
    }

    /** A refresh with a further header. */
    Answer refreshWith(String header, String value, String refreshToken) {
        return HTTP.form(
                realm.token(),
                Map.of("grant_type", "refresh_token", "refresh_token", refreshToken),
                "Authorization",
                Http.basic(id, RotationRealm.secret(id)),
                header,
                value);
    }

    /** The tokens for a valid refresh token. */
    Tokens rotate(String refreshToken) {
        return Tokens.from(refresh(refreshToken).expect(200));
    }

    /**
     * Rotates a token and its successors until its first use is forgotten: from then on it is reuse, however long the grace
     * period is.
     *
     * @return the live tokens
     */
    Tokens supersede(String refreshToken) {
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
    boolean isActive(String token, String hint) {
        JsonNode answer = HTTP.form(
                        realm.uri("/protocol/openid-connect/token/introspect"),
                        Map.of("token", token, "token_type_hint", hint),
                        authorization())
                .expect(200)
                .json();
        boolean active = answer.get("active").booleanValue();
        if (!active && answer.size() != 1) {
            throw new AssertionError("More than active: false: " + answer);
        }
        return active;
    }

    boolean isActiveRefreshToken(String token) {
        return isActive(token, "refresh_token");
    }

    boolean isActiveAccessToken(String token) {
        return isActive(token, "access_token");
    }

    Answer userinfo(String accessToken) {
        return HTTP.get(realm.uri("/protocol/openid-connect/userinfo"), "Authorization", "Bearer " + accessToken);
    }

    Answer revoke(String token) {
        return HTTP.form(realm.uri("/protocol/openid-connect/revoke"), Map.of("token", token), authorization());
    }

    /** Keycloak's logout with a refresh token. */
    Answer logout(String refreshToken) {
        return HTTP.form(
                realm.uri("/protocol/openid-connect/logout"), Map.of("refresh_token", refreshToken), authorization());
    }

    /** @param headers further headers, names and values, alternating */
    Answer token(Map<String, ?> parameters, String... headers) {
        List<String> all = new ArrayList<>(List.of(authorization()));
        all.addAll(List.of(headers));
        return HTTP.form(realm.token(), parameters, all.toArray(String[]::new));
    }

    private String[] authorization() {
        return new String[] {"Authorization", Http.basic(id, RotationRealm.secret(id))};
    }

    /** A token answer. */
    record Tokens(Answer answer, String refresh, String access) {

        static Tokens from(Answer answer) {
            return new Tokens(answer, answer.text("refresh_token"), answer.text("access_token"));
        }

        JsonNode refreshClaims() {
            return claims(refresh);
        }

        JsonNode accessClaims() {
            return claims(access);
        }

        String refreshId() {
            return refreshClaims().get("jti").textValue();
        }

        String accessId() {
            return accessClaims().get("jti").textValue();
        }

        String sessionId() {
            return refreshClaims().get("sid").textValue();
        }
    }

    /** The payload of a JWT. */
    static JsonNode claims(String token) {
        try {
            return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
