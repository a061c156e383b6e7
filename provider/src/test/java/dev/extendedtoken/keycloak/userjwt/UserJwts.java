package dev.extendedtoken.keycloak.userjwt;

import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.DEMO;
import static org.awaitility.Awaitility.await;

import dev.extendedtoken.keycloak.server.TestCertificates;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Access tokens of a realm that are presented as user JWTs: valid ones and invalid ones. */
record UserJwts(UserJwtRealm realm) {

    static final SigningKey KEY = SigningKey.generate();

    static RealmFile file(String name) {
        List<String> shops = List.of(
                "shop", "short-shop", "dpop-shop", "mtls-shop", "light-shop", "web-shop", "machine", "exchanging");
        RealmFile file = UserJwtRealm.file(name);
        UserJwtRealm.enforced(file, "app", Map.of("issued-to", shops));
        UserJwtRealm.enforced(file, "tolerant", Map.of("issued-to", shops, "max-expired-seconds", "600"));
        file.profile("strictly once", "refresh-token-rotation", Map.of("grace-period", "0"))
                .policy("strictly once", "strictly once", "any-client", Map.of())
                .jsonForAll()
                .client("short-shop", shop(Map.of("access.token.lifespan", "1")))
                .client("dpop-shop", shop(Map.of("dpop.bound.access.tokens", "true")))
                .client("mtls-shop", shop(Map.of("tls.client.certificate.bound.access.tokens", "true")))
                .client("light-shop", shop(Map.of("client.use.lightweight.access.token.enabled", "true")))
                .client("web-shop", Map.of("publicClient", true, "redirectUris", List.of(UserJwtRealm.CALLBACK)))
                .client("machine", Map.of("secret", "machine-secret", "serviceAccountsEnabled", true));
        return UserJwtRealm.exchanging(file, "subject-shop", Map.of());
    }

    private static Map<String, ?> shop(Map<String, String> attributes) {
        return Map.of("publicClient", true, "directAccessGrantsEnabled", true, "attributes", attributes);
    }

    Answer shopLogin() {
        return realm.login("shop", DEMO, "openid");
    }

    static String unsigned(String jwt) {
        return jwt.substring(0, jwt.lastIndexOf('.') + 1);
    }

    String algorithmNone() {
        String claims = realm.jwt().split("\\.")[1];
        return SigningKey.encode("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8)) + "." + claims
                + ".";
    }

    String strangers() {
        Map<String, Object> claims = new LinkedHashMap<>();
        Claims.parse(realm.jwt()).properties().forEach(claim -> claims.put(claim.getKey(), claim.getValue()));
        Jwt jwt = Jwt.fresh().header("typ", "JWT").header("kid", KEY.thumbprint());
        claims.forEach(jwt::claim);
        return jwt.signedBy(KEY);
    }

    static String tampered(String jwt) {
        char last = jwt.charAt(jwt.length() - 10);
        return jwt.substring(0, jwt.length() - 10) + (last == 'A' ? 'B' : 'A') + jwt.substring(jwt.length() - 9);
    }

    String loggedOut() {
        Answer login = shopLogin();
        logOut(login);
        return login.text("access_token");
    }

    void logOut(Answer login) {
        String session = Claims.parse(login.text("access_token")).get("sid").textValue();
        realm.realm()
                .admin()
                .delete("/" + realm.realm().name() + "/sessions/" + session)
                .expect(204);
    }

    String revoked() {
        String jwt = realm.jwt();
        Http.client()
                .form(
                        realm.realm().uri("/protocol/openid-connect/revoke"),
                        Map.of("client_id", "shop", "token", jwt, "token_type_hint", "access_token"))
                .expect(200);
        return jwt;
    }

    String expired() {
        String jwt = realm.jwt("short-shop", DEMO);
        long end = Claims.parse(jwt).get("exp").longValue();
        await().until(() -> Instant.now().getEpochSecond() > end);
        return jwt;
    }

    String serviceAccount() {
        return realm.token("machine", Map.of("grant_type", "client_credentials"))
                .expect(200)
                .text("access_token");
    }

    /** What the shop gets when an administrator is there as the user. */
    String impersonated() {
        Http browser = Http.browser();
        browser.post(
                        URI.create(realm.realm()
                                .uri("/users/" + realm.userId(DEMO) + "/impersonation")
                                .toString()
                                .replace("/realms/", "/admin/realms/")),
                        Http.JSON,
                        "{}",
                        realm.realm().admin().authorization())
                .expect(200);
        URI redirect = URI.create(browser.get(realm.realm()
                        .uri("/protocol/openid-connect/auth?"
                                + Http.encode(Map.of(
                                        "response_type",
                                        "code",
                                        "client_id",
                                        "web-shop",
                                        "redirect_uri",
                                        UserJwtRealm.CALLBACK))))
                .expect(302)
                .header("Location")
                .orElseThrow());
        return Http.client()
                .form(
                        realm.realm().token(),
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                "web-shop",
                                "code",
                                Login.parameter(redirect, "code"),
                                "redirect_uri",
                                UserJwtRealm.CALLBACK))
                .expect(200)
                .text("access_token");
    }

    String dpopBound() {
        return realm.login("dpop-shop", DEMO, "openid", "DPoP", proof(KEY)).text("access_token");
    }

    String proof(SigningKey key) {
        return Jwt.proof("POST", realm.realm().token(), key).signedBy(key);
    }

    static String proofWith(Map<String, String> jwk) {
        return Jwt.fresh().header("typ", "dpop+jwt").header("jwk", jwk).signedBy(KEY);
    }

    String mtlsBound() {
        return certified(TestCertificates.Client.ALICE)
                .form(
                        realm.realm().secure("/protocol/openid-connect/token"),
                        Map.of("grant_type", "password", "client_id", "mtls-shop", "username", DEMO, "password", DEMO))
                .expect(200)
                .text("access_token");
    }

    static Http certified(TestCertificates.Client who) {
        return Http.client(TestCertificates.get().tls(who));
    }
}
