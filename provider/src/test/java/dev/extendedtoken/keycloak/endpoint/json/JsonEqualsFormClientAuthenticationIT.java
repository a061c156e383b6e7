package dev.extendedtoken.keycloak.endpoint.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.TestCertificates;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Client authentication in JSON equals that in a form, in success and in error. */
@KeycloakTest
class JsonEqualsFormClientAuthenticationIT {

    private static final String SECRET = "a secret of more than thirty-two bytes, for HS256-secret";
    private static final SigningKey KEY = SigningKey.generate();

    @InjectRealm
    private static TestRealm realm;

    private static FormAndJson bothWays;

    static RealmFile realmFile() {
        return RealmFile.named("json-equals-form-client-authentication")
                .allEvents()
                .jsonForAll()
                .user("anna", "anna's-secret")
                .client("secret", client("client-secret", Map.of()))
                .client("hmac", client("client-secret-jwt", Map.of()))
                .client("signer", client("client-jwt", Map.of("use.jwks.string", "true", "jwks.string", KEY.jwks())))
                .client(
                        "certified",
                        client("client-x509", Map.of("x509.subjectdn", TestCertificates.Client.ALICE.subject())))
                .client("public", Map.of("publicClient", true, "directAccessGrantsEnabled", true));
    }

    @BeforeAll
    static void prepare() {
        bothWays = FormAndJson.at(realm);
    }

    private static Map<String, ?> client(String authenticator, Map<String, String> attributes) {
        return Map.of(
                "clientAuthenticatorType",
                authenticator,
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "attributes",
                attributes);
    }

    @Test
    void secretInTheHeader() {
        bothWays.same(request().withHeaders("Authorization", Http.basic("secret", SECRET)))
                .expect(200);
        refused(request().withHeaders("Authorization", Http.basic("secret", "wrong")));
        refused(request().withHeaders("Authorization", Http.basic("nobody", SECRET)));
        refused(request().withHeaders("Authorization", Http.basic("secret", "")));
        refused(request().withHeaders("Authorization", "Basic nonsense"));
        refused(request().withHeaders("Authorization", "Bearer nonsense"));
    }

    @Test
    void secretInTheBody() {
        bothWays.same(request().with("client_id", "secret").with("client_secret", SECRET))
                .expect(200);
        refused(request().with("client_id", "secret").with("client_secret", "wrong"));
        refused(request().with("client_id", "secret").with("client_secret", ""));
        refused(request().with("client_id", "secret"));
        refused(request().with("client_id", "nobody").with("client_secret", SECRET));
    }

    @Test
    void secretInHeaderAndBody() {
        TokenRequest inHeader = request().withHeaders("Authorization", Http.basic("secret", SECRET));

        bothWays.same(inHeader.with("client_id", "secret")).expect(200);
        bothWays.same(inHeader.with("client_id", "secret").with("client_secret", "wrong"));
        bothWays.same(inHeader.with("client_id", "hmac"));
    }

    @Test
    void assertionSignedWithTheSecret() {
        bothWays.same(() -> withAssertion(assertion("hmac").signedWith(SECRET))).expect(200);
        bothWays.same(() -> withAssertion(assertion("hmac").signedWith(SECRET)).with("client_id", "hmac"))
                .expect(200);
        refused(withAssertion(assertion("hmac").signedWith("another secret of more than thirty-two bytes")));
        refused(request().with("client_id", "hmac").with("client_secret", SECRET));
    }

    @Test
    void assertionSignedWithAPrivateKey() {
        bothWays.same(() -> withAssertion(assertion("signer").signedBy(KEY))).expect(200);
        refused(withAssertion(assertion("signer").signedBy(SigningKey.generate())));
        refused(withAssertion(
                assertion("signer").claim("aud", "https://elsewhere.example").signedBy(KEY)));
        refused(withAssertion(assertion("signer")
                .claim("exp", Instant.now().minusSeconds(60).getEpochSecond())
                .signedBy(KEY)));
        refused(withAssertion(assertion("nobody").signedBy(KEY)));
        refused(withAssertion("nonsense"));
        refused(withAssertion(assertion("signer").signedBy(KEY)).with("client_id", "hmac"));
        refused(withAssertion(assertion("signer").signedBy(KEY)).without("client_assertion_type"));
    }

    @Test
    void assertionIsAcceptedOnceInEitherFormat() {
        TokenRequest usedInForm = withAssertion(assertion("signer").signedBy(KEY));
        TokenRequest usedInJson = withAssertion(assertion("hmac").signedWith(SECRET));
        bothWays.form(usedInForm).answer().expect(200);
        bothWays.json(usedInJson).answer().expect(200);

        refused(usedInForm);
        refused(usedInJson);
    }

    @Test
    void certificate() {
        TokenRequest request =
                request().with("client_id", "certified").to(realm.secure("/protocol/openid-connect/token"));

        showing(TestCertificates.Client.ALICE).same(request).expect(200);
        assertThat(showing(TestCertificates.Client.BOB).same(request).status()).isBetween(400, 401);
        assertThat(showing(null).same(request).status()).isBetween(400, 401);
        // Keycloak looks for the client in the query too, for this kind of authentication alone.
        showing(TestCertificates.Client.ALICE)
                .same(request.without("client_id")
                        .to(realm.secure("/protocol/openid-connect/token?client_id=certified")))
                .expect(200);
    }

    @Test
    void publicClientWithoutCredentials() {
        TokenRequest request = request()
                .with("grant_type", "password")
                .with("username", "anna")
                .with("password", "anna's-secret");

        bothWays.same(request.with("client_id", "public")).expect(200);
        bothWays.same(request.with("client_id", "public").with("client_secret", "superfluous"));
        refused(request.with("client_id", "public").with("password", "wrong"));
        refused(request.with("client_id", "secret"));
        refused(request);
    }

    private static void refused(TokenRequest request) {
        assertThat(bothWays.same(request).status()).isBetween(400, 401);
    }

    private static FormAndJson showing(TestCertificates.Client certificate) {
        return bothWays.over(Http.client(TestCertificates.get().tls(certificate)));
    }

    private static Jwt assertion(String client) {
        return Jwt.assertion(client, client, realm.uri("").toString());
    }

    private static TokenRequest withAssertion(String assertion) {
        return request()
                .with("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
                .with("client_assertion", assertion);
    }

    private static TokenRequest request() {
        return TokenRequest.forRealm(realm, Map.of("grant_type", "client_credentials"));
    }
}
