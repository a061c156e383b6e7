package dev.extendedtoken.keycloak;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import dev.extendedtoken.keycloak.support.*;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(KeycloakExtension.class)
class JsonFirstIT {
    static TestRealm realm;

    @BeforeAll
    static void up(Keycloak k) {
        realm = TestRealm.create(
                k,
                RealmFile.named("first")
                        .user("u", "p")
                        .jsonForMarkedClients()
                        .client(
                                "c",
                                Map.of(
                                        "secret",
                                        "s3cret",
                                        "serviceAccountsEnabled",
                                        true,
                                        "directAccessGrantsEnabled",
                                        true,
                                        "redirectUris",
                                        List.of("http://localhost/cb"),
                                        "attributes",
                                        Map.of("json", "true"))));
    }

    @AfterAll
    static void down() {
        realm.close();
    }

    @Test
    void works() {
        Http http = Http.client();
        System.out.println(http.json(
                realm.token(), Map.of("grant_type", "client_credentials"), "Authorization", Http.basic("c", "s3cret")));
        String code = realm.login("c", "http://localhost/cb", Map.of("scope", "openid"))
                .codeFor("u", "p");
        System.out.println(http.json(
                realm.token(),
                Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", "http://localhost/cb"),
                "Authorization",
                Http.basic("c", "s3cret")));
        System.out.println(http.json(
                realm.token(), Map.of("grant_type", List.of("a", "b")), "Authorization", Http.basic("c", "s3cret")));
        System.out.println(http.post(
                realm.token(), "application/json", "x".repeat(100000), "Authorization", Http.basic("c", "s3cret")));
        System.out.println(http.post(
                realm.token(),
                "application/json",
                java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[4000000])),
                "Authorization",
                Http.basic("c", "s3cret")));
        System.out.println(
                http.post(realm.token(), "application/json", "", "Authorization", Http.basic("c", "s3cret")));
        System.out.println(http.post(realm.token(), "text/plain", "", "Authorization", Http.basic("c", "s3cret")));
        System.out.println(http.post(realm.token(), "foo", "", "Authorization", Http.basic("c", "s3cret")));
    }
}
