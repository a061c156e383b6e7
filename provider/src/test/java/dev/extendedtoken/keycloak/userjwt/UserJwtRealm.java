package dev.extendedtoken.keycloak.userjwt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The shipped realm for user JWTs, with more clients and users. */
public record UserJwtRealm(TestRealm realm) implements AutoCloseable {

    public static final String HEADER = "x-user-jwt";
    public static final String AUTO = "urn:ietf:wg:oauth:2.0:oob:auto";
    public static final String CALLBACK = "http://localhost/callback";
    public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    /** The user of the shipped realm. */
    public static final String DEMO = "demo";

    private static final Http HTTP = Http.client();

    public static UserJwtRealm create(Keycloak keycloak, RealmFile file) {
        return new UserJwtRealm(TestRealm.create(keycloak, file));
    }

    /** A second user, whose password is his name, too; the client {@code other} is the shop's like, but not listed. */
    public static RealmFile file(String name) {
        return RealmFile.read("user-jwt-realm.json", name)
                .with("eventsEnabled", true)
                .with("sslRequired", "none")
                .allEvents()
                .with("passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)")
                .user("bob", "bob")
                .client("other", Map.of("publicClient", true, "directAccessGrantsEnabled", true));
    }

    /**
     * A profile with the enforcer, a policy for the clients whose attribute {@code jwt} names it, and such a client.
     */
    public static RealmFile enforced(RealmFile file, String name, Map<String, ?> configuration) {
        return file.profile(name, "user-jwt-enforcer", configuration)
                .policy(
                        name,
                        name,
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"jwt\",\"value\":\"" + name + "\"}]"))
                .client(
                        name,
                        Map.of(
                                "secret",
                                name + "-secret",
                                "redirectUris",
                                List.of(CALLBACK),
                                "directAccessGrantsEnabled",
                                true,
                                "serviceAccountsEnabled",
                                true,
                                "attributes",
                                Map.of("jwt", name)));
    }

    /** The clients whose user JWTs the step of the browser flow takes, joined as Keycloak joins them. */
    public static void stepTakes(RealmFile file, String issuedTo) {
        file.representation()
                .withArray("authenticatorConfig")
                .get(0)
                .withObject("/config")
                .put("issued-to", issuedTo);
    }

    /**
     * The client {@code exchanging}, which exchanges access tokens of another client.
     *
     * @param subject that other client
     * @param attributes of {@code exchanging}, further ones
     */
    static RealmFile exchanging(RealmFile file, String subject, Map<String, String> attributes) {
        Map<String, String> all = new TreeMap<>(attributes);
        all.put("standard.token.exchange.enabled", "true");
        return file.client(
                        subject,
                        Map.of(
                                "publicClient",
                                true,
                                "directAccessGrantsEnabled",
                                true,
                                "protocolMappers",
                                List.of(RealmFile.ownAudience("exchanging"))))
                .client(
                        "exchanging",
                        Map.of("secret", "exchanging-secret", "directAccessGrantsEnabled", true, "attributes", all));
    }

    /** The clients whose user JWTs the shipped policy takes. */
    public static void policyTakes(RealmFile file, String... issuedTo) {
        ArrayNode clients = ((ObjectNode)
                        file.representation().at("/clientProfiles/profiles/0/executors/1/configuration"))
                .putArray("issued-to");
        Stream.of(issuedTo).forEach(clients::add);
    }

    /** The response to the password grant; the password is the user's name. */
    public Answer login(String client, String user, String scope, String... headers) {
        return HTTP.form(
                        realm.token(),
                        Map.of(
                                "grant_type",
                                "password",
                                "client_id",
                                client,
                                "username",
                                user,
                                "password",
                                user,
                                "scope",
                                scope),
                        headers)
                .expect(200);
    }

    /** A user JWT as it should be. */
    public String jwt() {
        return jwt("shop", DEMO);
    }

    public String jwt(String client, String user) {
        return login(client, user, "openid").text("access_token");
    }

    /** A code of a confidential client for the user {@link #DEMO}, by the login form. */
    public String code(String client) {
        return realm.login(client, CALLBACK, Map.of("scope", "openid")).codeFor(DEMO, DEMO);
    }

    /** @param headers names and values, alternating */
    public Answer exchange(String client, String code, String... headers) {
        return token(
                client, Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK), headers);
    }

    public Answer refresh(String client, String token, String... headers) {
        return token(client, Map.of("grant_type", "refresh_token", "refresh_token", token), headers);
    }

    public Answer token(String client, Map<String, String> parameters, String... headers) {
        return HTTP.form(
                realm.token(), parameters, with(headers, "Authorization", Http.basic(client, client + "-secret")));
    }

    /** A headless request as it should be, with changes; an empty value takes a parameter away. */
    public static Map<String, String> request(String... changes) {
        Map<String, String> request = new TreeMap<>(Map.of(
                "response_type",
                "code",
                "client_id",
                "headless",
                "redirect_uri",
                AUTO,
                "scope",
                "openid",
                "state",
                "a-state",
                "code_challenge",
                SigningKey.sha256(VERIFIER),
                "code_challenge_method",
                "S256"));
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1].isEmpty()) {
                request.remove(changes[i]);
            } else {
                request.put(changes[i], changes[i + 1]);
            }
        }
        return request;
    }

    public URI authorize(Map<String, String> request) {
        return realm.uri("/protocol/openid-connect/auth?" + Http.encode(request));
    }

    /** Sends a headless request. */
    public Answer headless(Map<String, String> request, String... headers) {
        return HTTP.get(authorize(request), with(headers, "Accept", "application/json"));
    }

    /** A browser in which a user is signed in by the login form. */
    public Http signedInBrowser(String user) {
        Http browser = Http.browser();
        Login.at(authorize(request()), browser).answerTo(user, user).expect(200);
        return browser;
    }

    public static String[] with(String[] headers, String... more) {
        return Stream.of(headers, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    /** Gives a user the role that offline tokens need. */
    public void allowOfflineTokens(String name) {
        String path = "/" + realm.name();
        realm.admin()
                .post(
                        path + "/users/" + userId(name) + "/role-mappings/realm",
                        List.of(realm.admin()
                                .get(path + "/roles/offline_access")
                                .json()))
                .expect(204);
    }

    public String userId(String name) {
        return realm.admin()
                .get("/" + realm.name() + "/users?username=" + name)
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .textValue();
    }

    @Override
    public void close() {
        realm.close();
    }
}
