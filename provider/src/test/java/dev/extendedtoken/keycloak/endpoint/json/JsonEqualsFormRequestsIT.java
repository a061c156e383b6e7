package dev.extendedtoken.keycloak.endpoint.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.NormalizedText;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** DPoP, PKCE and the checks of codes and grants are the same for a form and for JSON. */
@KeycloakTest
class JsonEqualsFormRequestsIT {

    private static final String REDIRECT_URI = "http://localhost/callback";
    private static final String VERIFIER = "a-code-verifier-of-at-least-forty-three-letters";
    private static final SigningKey KEY = SigningKey.generate();

    @InjectRealm
    private static TestRealm realm;

    private static FormAndJson bothWays;

    static RealmFile realmFile() {
        return RealmFile.named("json-equals-form-requests")
                .allEvents()
                .jsonForAll()
                .user("anna", "anna's-secret")
                .client(
                        "shop",
                        Map.of(
                                "secret",
                                "shop-secret",
                                "serviceAccountsEnabled",
                                true,
                                "redirectUris",
                                List.of(REDIRECT_URI)))
                .client("other", Map.of("secret", "shop-secret", "redirectUris", List.of(REDIRECT_URI)))
                .client("disabled", Map.of("secret", "shop-secret", "enabled", false))
                .client("bearer-only", Map.of("secret", "shop-secret", "bearerOnly", true));
    }

    @BeforeAll
    static void prepare() {
        bothWays = FormAndJson.at(realm);
    }

    @Test
    void dpopProofBindsTheTokens() {
        Answer tokens = bothWays.same(() -> code().with("code_verifier", VERIFIER)
                .withHeaders("DPoP", proof(realm.token().toString())));

        assertThat(tokens.expect(200).text("token_type")).isEqualTo("DPoP");
        assertThat(NormalizedText.from(tokens)).contains("\"jkt\" : \"" + KEY.thumbprint() + "\"");
    }

    @Test
    void invalidDpopProof() {
        String used = proof(realm.token().toString());
        bothWays.form(clientCredentials("shop").withHeaders("DPoP", used))
                .answer()
                .expect(200);

        refused("invalid_request", bothWays.same(clientCredentials("shop").withHeaders("DPoP", used)));
        refused("invalid_request", bothWays.same(clientCredentials("shop").withHeaders("DPoP", "nonsense")));
        refused("invalid_request", bothWays.same(() -> clientCredentials("shop")
                .withHeaders("DPoP", proof("https://elsewhere.example/token"))));
    }

    @Test
    void pkce() {
        bothWays.same(() -> code().with("code_verifier", VERIFIER)).expect(200);

        refused("invalid_grant", bothWays.same(() -> code().with("code_verifier", "another-" + VERIFIER)));
        refused("invalid_grant", bothWays.same(() -> code().with("code_verifier", "short")));
        refused("invalid_grant", bothWays.same(() -> code()));
    }

    @Test
    void codeOfAnotherRedirectUri() {
        refused("invalid_grant", bothWays.same(() -> code().with("code_verifier", VERIFIER)
                .with("redirect_uri", REDIRECT_URI + "/")));
        refused("invalid_grant", bothWays.same(() -> code().with("code_verifier", VERIFIER)
                .without("redirect_uri")));
    }

    @Test
    void codeOfAnotherClient() {
        refused(
                "invalid_grant",
                bothWays.same(() -> TokenRequest.forRealm(
                        realm,
                        code().with("code_verifier", VERIFIER).parameters(),
                        "Authorization",
                        Http.basic("other", "shop-secret"))));
    }

    @Test
    void usedCodeInEitherFormat() {
        TokenRequest usedInForm = code().with("code_verifier", VERIFIER);
        TokenRequest usedInJson = code().with("code_verifier", VERIFIER);
        Answer tokens = bothWays.form(usedInForm).answer().expect(200);
        bothWays.json(usedInJson).answer().expect(200);

        refused("invalid_grant", bothWays.same(usedInJson, usedInForm));
        refused("invalid_grant", bothWays.same(usedInJson, usedInForm));
        // Keycloak ends the session of a code that comes twice.
        TokenRequest refresh = TokenRequest.forRealm(
                realm,
                Map.of("grant_type", "refresh_token", "refresh_token", tokens.text("refresh_token")),
                "Authorization",
                Http.basic("shop", "shop-secret"));
        refused("invalid_grant", bothWays.same(refresh));
    }

    @Test
    void unknownOrUnauthorizedGrant() {
        refused(
                "unsupported_grant_type",
                bothWays.same(clientCredentials("shop").with("grant_type", "magic")));
        refused(
                "unauthorized_client",
                bothWays.same(clientCredentials("shop")
                        .with("grant_type", "password")
                        .with("username", "anna")
                        .with("password", "anna's-secret")));
        refused("unauthorized_client", bothWays.same(clientCredentials("other")));
    }

    @Test
    void clientNotAllowedToRequestTokens() {
        refused("invalid_client", bothWays.same(clientCredentials("unknown")));
        refused("invalid_client", bothWays.same(clientCredentials("disabled")));
        refused("invalid_client", bothWays.same(clientCredentials("bearer-only")));
    }

    private static void refused(String error, Answer answer) {
        assertThat(answer.status()).isBetween(400, 401);
        assertThat(answer.text("error")).isEqualTo(error);
    }

    private static String proof(String url) {
        return Jwt.fresh()
                .header("typ", "dpop+jwt")
                .header("jwk", KEY.jwk())
                .claim("htm", "POST")
                .claim("htu", url)
                .signedBy(KEY);
    }

    /** Without its verifier. */
    private static TokenRequest code() {
        Map<String, String> pkce =
                Map.of("code_challenge", SigningKey.sha256(VERIFIER), "code_challenge_method", "S256");
        String code = realm.login("shop", REDIRECT_URI, pkce).codeFor("anna", "anna's-secret");
        return TokenRequest.forRealm(
                realm,
                Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", REDIRECT_URI),
                "Authorization",
                Http.basic("shop", "shop-secret"));
    }

    private static TokenRequest clientCredentials(String client) {
        return TokenRequest.forRealm(
                realm, Map.of("grant_type", "client_credentials"), "Authorization", Http.basic(client, "shop-secret"));
    }
}
