package dev.extendedtoken.keycloak.tokenrequest;

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

    public Answer token(BodyFormat format, String client, Map<String, String> parameters) {
        return format.post(realm.token(), parameters, "Authorization", Http.basic(client, client + "-secret"));
    }

    /** A code whose authorization request had a challenge and a redirect URI. */
    public String code(String client, String scope) {
        return realm.login(client, CALLBACK, authorization(scope)).codeFor("anna", PASSWORD);
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
