package dev.extendedtoken.keycloak.tokenrequest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.BodyFormat;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A realm whose clients choose their rules by their attribute {@code rules}: the name of a profile, or nothing. All of
 * them may send JSON, and use each refresh token strictly once, so that one which was used up is known by that.
 */
public record RulesRealm(TestRealm realm) implements AutoCloseable {

    static final String CALLBACK = "http://localhost/callback";
    static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    static final String PASSWORD = "anna-secret";

    public static RulesRealm create(Keycloak keycloak, RealmFile file) {
        return new RulesRealm(TestRealm.create(keycloak, file));
    }

    /** A realm with the user anna and no client yet. */
    public static RealmFile file(String name) {
        RealmFile file = RealmFile.named(name)
                .allEvents()
                .jsonForAll()
                .profile("strictly once", "refresh-token-rotation", Map.of("grace-period", "0"))
                .policy("strictly once", "strictly once", "any-client", Map.of())
                .user("anna", PASSWORD);
        ((ObjectNode) file.representation().get("users").get(0))
                .putArray("realmRoles")
                .add("default-roles-" + name);
        return file;
    }

    /** A profile, a policy that gives it to the clients that name it, and a client of the same name that does. */
    public static RealmFile rules(RealmFile file, String name, Map<String, ?> configuration) {
        file.profile(name, "token-request-rules", configuration)
                .policy(
                        name,
                        name,
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"rules\",\"value\":\"" + name + "\"}]"));
        return client(file, name, name, Map.of());
    }

    /** A confidential client. */
    public static RealmFile client(RealmFile file, String id, String rules, Map<String, ?> more) {
        Map<String, Object> client = new TreeMap<>(Map.of(
                "secret",
                id + "-secret",
                "redirectUris",
                List.of(CALLBACK),
                "directAccessGrantsEnabled",
                true,
                "serviceAccountsEnabled",
                true,
                "attributes",
                Map.of("rules", rules, "display.on.consent.screen", "true")));
        client.putAll(more);
        return file.client(id, client);
    }

    /** A client for each rule, of the same name, and clients for all rules and for none. */
    static RealmFile everyRule(String name) {
        RealmFile file = file(name);
        rules(file, "required", Map.of("required-parameters", List.of("client_id", "redirect_uri")));
        rules(file, "uris", Map.of("allowed-redirect-uris", List.of(CALLBACK)));
        rules(file, "strict", Map.of("strict-parameters", "true"));
        rules(file, "openid", Map.of("require-openid-scope", "true"));
        rules(file, "subset", Map.of("strict-scope-subset", "true"));
        rules(file, "narrow", Map.of("narrow-scope-at-code-exchange", "true"));
        rules(file, "no-scope", Map.of("reject-scope-on-client-credentials", "true"));
        rules(file, "verifiers", Map.of("max-code-verifier-length", "256"));
        rules(file, "short-verifiers", Map.of("max-code-verifier-length", "64"));
        rules(
                file,
                "all",
                Map.of(
                        "allowed-redirect-uris", List.of(CALLBACK),
                        "required-parameters", List.of("grant_type"),
                        "strict-parameters", "true",
                        "require-openid-scope", "true",
                        "strict-scope-subset", "true",
                        "narrow-scope-at-code-exchange", "true",
                        "reject-scope-on-client-credentials", "true",
                        "max-code-verifier-length", "256"));
        rules(file, "off", Map.of());
        client(file, "free", "none", Map.of());
        client(file, "asking", "all", Map.of("consentRequired", true));
        return file;
    }

    public Answer token(BodyFormat format, String client, Map<String, String> parameters) {
        return format.post(realm.token(), parameters, "Authorization", Http.basic(client, client + "-secret"));
    }

    /** A code whose authorization request had a challenge and a redirect URI. */
    public String code(String client, String scope) {
        return realm.login(client, CALLBACK, authorization(scope)).codeFor("anna", PASSWORD);
    }

    /** A code whose authorization request had the challenge of a verifier. */
    String code(String client, String verifier, String method) {
        String challenge = method.equals("plain") ? verifier : SigningKey.sha256(verifier);
        return realm.login(
                        client,
                        CALLBACK,
                        Map.of("scope", "openid", "code_challenge", challenge, "code_challenge_method", method))
                .codeFor("anna", PASSWORD);
    }

    /** Asserts that a token request violates a rule. */
    void assertRejected(
            BodyFormat format, String client, Map<String, String> request, String error, String description) {
        Answer answer = token(format, client, request).expect(400);
        assertThat(answer.text("error")).isEqualTo(error);
        assertThat(answer.text("error_description")).isEqualTo(description);
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    public static Map<String, String> authorization(String scope) {
        return Map.of("scope", scope, "code_challenge", SigningKey.sha256(VERIFIER), "code_challenge_method", "S256");
    }

    /** The request that exchanges it as it should be, with changes; an empty value takes a parameter away. */
    static Map<String, String> exchange(String code, String... changes) {
        return changed(
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "code",
                        code,
                        "redirect_uri",
                        CALLBACK,
                        "code_verifier",
                        VERIFIER),
                changes);
    }

    static Map<String, String> refresh(String token, String... changes) {
        return changed(Map.of("grant_type", "refresh_token", "refresh_token", token), changes);
    }

    static Map<String, String> changed(Map<String, String> request, String... changes) {
        Map<String, String> changed = new TreeMap<>(request);
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].isEmpty()) {
                changed.remove(changes[i]);
            } else {
                changed.put(changes[i], changes[i + 1]);
            }
        }
        return changed;
    }

    @Override
    public void close() {
        realm.close();
    }
}
