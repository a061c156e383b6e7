package dev.extendedtoken.keycloak.systems;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.Proxy;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** The demo realm as shipped except for its name, and the reverse proxy. The user is demo / demo. */
public final class Demo implements AutoCloseable {

    public static final String CALLBACK = "http://localhost:9999/callback";
    public static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private final TestRealm realm;
    private final Proxy proxy;

    /** Starts the reverse proxy before the server of a realm. */
    public Demo(TestRealm realm, Keycloak keycloak) {
        this.realm = realm;
        this.proxy = Proxy.start(keycloak, realm.name());
    }

    public static RealmFile file(String name) {
        return RealmFile.read("demo-realm.json", name);
    }

    public TestRealm realm() {
        return realm;
    }

    public Proxy proxy() {
        return proxy;
    }

    /** Below {@code /oauth}. */
    public URI oauth(EntryPoint entryPoint, String path) {
        return switch (entryPoint) {
            case BASE_URL -> realm.uri("/oauth" + path);
            case HOST_NAME -> URI.create(proxy.http() + "/oauth" + path);
        };
    }

    /** Below {@code /as}, of which the system has one for each environment. */
    public URI as(EntryPoint entryPoint, String path) {
        return switch (entryPoint) {
            case BASE_URL -> realm.uri("/as" + path);
            case HOST_NAME -> URI.create(proxy.http() + "/" + realm.name() + "/as" + path);
        };
    }

    /** Whom the tokens name that were got through this entryPoint. */
    public String issuer(EntryPoint entryPoint) {
        return switch (entryPoint) {
            case BASE_URL -> realm.uri("").toString();
            case HOST_NAME -> proxy.http() + "/realms/" + realm.name();
        };
    }

    /** The code that the client gets when demo signs in at an authorization endpoint. */
    public static String code(URI authorize, Map<String, String> request) {
        return Login.at(URI.create(authorize + "?" + Http.encode(request))).codeFor("demo", "demo");
    }

    /** The access token that the shop has when demo is signed in there. */
    public String userJwt(EntryPoint entryPoint) {
        return Http.client()
                .form(
                        oauth(entryPoint, "/token"),
                        Map.of("grant_type", "password", "client_id", "shop", "username", "demo", "password", "demo"))
                .expect(200)
                .text("access_token");
    }

    /** An authorization request for a code with PKCE. */
    public static Map<String, String> request(String client, Map<String, String> more) {
        return with(
                Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        client,
                        "state",
                        "a state",
                        "code_challenge",
                        SigningKey.sha256(VERIFIER),
                        "code_challenge_method",
                        "S256"),
                more);
    }

    /** These parameters, with more or with other values. */
    public static Map<String, String> with(Map<String, String> parameters, Map<String, String> more) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.putAll(more);
        return all;
    }

    public static Map<String, String> without(Map<String, String> parameters, String... names) {
        Map<String, String> rest = new TreeMap<>(parameters);
        for (String name : names) {
            rest.remove(name);
        }
        return rest;
    }

    @Override
    public void close() {
        proxy.close();
        realm.close();
    }
}
