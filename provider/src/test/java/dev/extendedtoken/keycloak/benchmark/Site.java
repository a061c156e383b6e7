package dev.extendedtoken.keycloak.benchmark;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A realm of a benchmark, with the client {@code partner} and the user {@code anna}. */
record Site(Keycloak server, TestRealm realm) {

    static final String AUTHORIZATION = Http.basic("partner", "partner-secret");

    private static final String CALLBACK = "http://localhost:9999/callback";

    private static final Map<String, String> CLIENT_CREDENTIALS = Map.of("grant_type", "client_credentials");

    /** All realms sign with it: half of a request is the signature, and some keys take a tenth longer than others. */
    private static final String KEY = privateKey();

    static Site create(Keycloak server, RealmFile file) {
        return new Site(server, TestRealm.create(server, file));
    }

    /** A realm without policies. */
    static RealmFile file(String name) {
        return file(name, Map.of());
    }

    /** @param attributes of the client */
    static RealmFile file(String name, Map<String, String> attributes) {
        return RealmFile.named(name)
                .with("eventsEnabled", false)
                .with("privateKey", KEY)
                .user("anna", "anna's-secret")
                .client(
                        "partner",
                        Map.of(
                                "secret",
                                "partner-secret",
                                "serviceAccountsEnabled",
                                true,
                                "directAccessGrantsEnabled",
                                true,
                                "redirectUris",
                                List.of(CALLBACK),
                                "attributes",
                                attributes));
    }

    /** A client credentials grant as a form. */
    WrkLoad form(String name) {
        return form(name, Map.of());
    }

    /** The same with further headers. */
    WrkLoad form(String name, Map<String, String> headers) {
        return post(name, realm.token(), Http.FORM, headers, Http.encode(CLIENT_CREDENTIALS));
    }

    /** A client credentials grant as JSON. */
    WrkLoad json(String name) {
        return post(name, realm.token(), Http.JSON, Map.of(), Http.toJson(CLIENT_CREDENTIALS));
    }

    /** The introspection of an access token. */
    WrkLoad introspection(String name, Map<String, String> headers) {
        String token = Http.client()
                .form(realm.token(), CLIENT_CREDENTIALS, pairs(headers))
                .expect(200)
                .text("access_token");
        return post(
                name,
                realm.uri("/protocol/openid-connect/token/introspect"),
                Http.FORM,
                headers,
                Http.encode(Map.of("token", token)));
    }

    private static WrkLoad post(
            String name, URI endpoint, String contentType, Map<String, String> headers, String body) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("Authorization", AUTHORIZATION);
        return WrkLoad.request(name, endpoint, contentType, all, body);
    }

    private static String[] pairs(Map<String, String> headers) {
        List<String> pairs = new ArrayList<>(List.of("Authorization", AUTHORIZATION));
        headers.forEach((header, value) -> pairs.addAll(List.of(header, value)));
        return pairs.toArray(String[]::new);
    }

    /** Refreshes of sessions that begin with each turn. */
    WrkLoad refreshes(String name, String scope) {
        return WrkLoad.refreshes(
                name,
                realm.token(),
                AUTHORIZATION,
                () -> Stream.generate(() -> login(scope))
                        .limit(WrkLoad.CONNECTIONS)
                        .toList(),
                tokens -> {});
    }

    /**
     * Refreshes that go on from turn to turn. The first request of a turn may be a retry, so the grace period must be longer
     * than the pause between turns.
     *
     * @param families of each client session, all but one of which stay unused
     */
    WrkLoad longRefreshes(String name, int families) {
        AtomicReference<List<String>> latest = new AtomicReference<>(Stream.generate(() -> loginWithTabs(families))
                .limit(WrkLoad.CONNECTIONS)
                .toList());
        return WrkLoad.refreshes(name, realm.token(), AUTHORIZATION, latest::get, latest::set);
    }

    /** @return the last refresh token of a browser in which the user has signed in to so many tabs */
    private String loginWithTabs(int tabs) {
        Http browser = Http.browser();
        String token = exchanged(authorization(browser).codeFor("anna", "anna's-secret"));
        for (int tab = 1; tab < tabs; tab++) {
            String answer =
                    authorization(browser).open().expect(302).header("Location").orElseThrow();
            token = exchanged(Login.parameter(URI.create(answer), "code"));
        }
        return token;
    }

    private Login authorization(Http browser) {
        String request = Http.encode(
                Map.of("response_type", "code", "client_id", "partner", "scope", "openid", "redirect_uri", CALLBACK));
        return Login.at(realm.uri("/protocol/openid-connect/auth?" + request), browser);
    }

    private String exchanged(String code) {
        return Http.client()
                .form(
                        realm.token(),
                        Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK),
                        "Authorization",
                        AUTHORIZATION)
                .expect(200)
                .text("refresh_token");
    }

    /** Refreshes with one token at the same time. */
    Crowd crowd(String name, List<Keycloak> nodes) {
        List<URI> endpoints = nodes.stream().map(node -> realm.at(node).token()).toList();
        return new Crowd(
                name,
                endpoints,
                () -> Connection.post(
                        realm.token(),
                        Http.FORM,
                        AUTHORIZATION,
                        Http.encode(Map.of("grant_type", "refresh_token", "refresh_token", login("")))));
    }

    /** @return a refresh token of a session of its own */
    String login(String scope) {
        Map<String, String> parameters =
                new TreeMap<>(Map.of("grant_type", "password", "username", "anna", "password", "anna's-secret"));
        if (!scope.isEmpty()) {
            parameters.put("scope", scope);
        }
        return Http.client()
                .form(realm.token(), parameters, "Authorization", AUTHORIZATION)
                .expect(200)
                .text("refresh_token");
    }

    private static String privateKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        }
    }
}
