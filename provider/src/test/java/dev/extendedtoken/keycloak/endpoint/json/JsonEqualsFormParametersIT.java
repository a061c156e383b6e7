package dev.extendedtoken.keycloak.endpoint.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each kind of JSON value equals its counterpart in a form. */
@KeycloakTest
class JsonEqualsFormParametersIT {

    private static final String PASSWORD = "pässwörd \"&=+%\\ 🔑x-secret";
    private static final String REDIRECT_URI = "http://localhost/callback";

    @InjectKeycloak
    private static Keycloak server;

    @InjectRealm
    private static TestRealm realm;

    private static FormAndJson bothWays;

    static RealmFile realmFile() {
        return RealmFile.named("json-equals-form-parameters")
                .allEvents()
                .jsonForAll()
                .user("änne", PASSWORD)
                .client(
                        "shop",
                        Map.of(
                                "secret",
                                "shop-secret",
                                "serviceAccountsEnabled",
                                true,
                                "directAccessGrantsEnabled",
                                true,
                                "redirectUris",
                                List.of(REDIRECT_URI)));
    }

    @BeforeAll
    static void prepare() {
        bothWays = FormAndJson.at(realm);
    }

    @Test
    void arrayIsARepeatedParameter() {
        Answer twice = bothWays.same(request().with("scope", List.of("email", "profile")));
        assertThat(twice.expect(400).text("error_description")).isEqualTo("duplicated parameter");

        bothWays.same(request().with("grant_type", List.of("client_credentials", "password")))
                .expect(400);
        bothWays.same(request().with("scope", List.of("email"))).expect(200);
        bothWays.same(request().without("scope"), request().with("scope", List.of()))
                .expect(200);
    }

    @Test
    void emptyStringIsAnEmptyValue() {
        // Not the same as no scope: Keycloak looks for one without a name.
        Answer emptyScope = bothWays.same(request().with("scope", ""));
        assertThat(emptyScope.expect(400).text("error")).isEqualTo("invalid_scope");

        bothWays.same(request().with("grant_type", "")).expect(400);
        bothWays.same(password().with("password", "")).expect(400);
        bothWays.same(request().with("", "")).expect(200);
    }

    @Test
    void nullIsAbsent() {
        bothWays.same(request(), request().with("scope", null)).expect(200);
        bothWays.same(request().without("grant_type"), request().with("grant_type", null))
                .expect(400);
        bothWays.same(password().without("password"), password().with("password", null))
                .expect(400);
    }

    @Test
    void textKeepsEveryCharacter() {
        bothWays.same(password()).expect(200);
        // Keycloak takes control characters out of some values, and not of others.
        bothWays.same(request().with("grant_type", "client_\u0001credentials"));
        bothWays.same(password().with("username", "\u0085änne\n"));
    }

    @Test
    void longParameter() {
        bothWays.same(request().with("scope", "x".repeat(4_000))).expect(400);
        // Keycloak does as if a parameter over its limit were not there.
        bothWays.same(request().with("scope", "x".repeat(4_001))).expect(200);
    }

    @Test
    void authorizationDetailsAsJson() {
        List<?> details = List.of(Map.of("type", "payment", "amount", 4.20, "to", List.of("ä", "b")));

        Answer unsupported = bothWays.same(
                code().with("authorization_details", Http.toJson(details)),
                code().with("authorization_details", details));

        // The answer tells that Keycloak has read the value.
        assertThat(unsupported.expect(400).text("error_description")).contains("Unsupported type 'payment'");
        bothWays.same(
                        request().with("authorization_details", Http.toJson(details)),
                        request().with("authorization_details", details))
                .expect(200);
    }

    @Test
    void claimsAsJson() {
        // No grant reads the parameter. Too long, Keycloak logs its length, and so tells that it has seen all of it.
        Map<String, ?> claims = Map.of("userinfo", Map.of("x".repeat(4_321), Map.of("essential", true)));
        int length = Http.toJson(claims).length();

        bothWays.same(request().with("claims", Http.toJson(claims)), request().with("claims", claims))
                .expect(200);

        Pattern seen = Pattern.compile("parameter 'claims' is longer \\(" + length + "\\)");
        assertThat(seen.matcher(server.log()).results()).hasSize(2);
    }

    @Test
    void queryIsNotMergedIn() {
        TokenRequest inQuery =
                request().without("grant_type").to(URI.create(realm.token() + "?grant_type=client_credentials"));
        assertThat(bothWays.same(inQuery).expect(400).text("error_description"))
                .isEqualTo("Missing form parameter: grant_type");

        TokenRequest scopeInQuery =
                request().to(URI.create(realm.token() + "?scope=nonsense&scope=twice&grant_type=password"));
        bothWays.same(scopeInQuery).expect(200);

        TokenRequest clientInQuery = TokenRequest.forRealm(realm, Map.of("grant_type", "client_credentials"))
                .to(URI.create(realm.token() + "?client_id=shop&client_secret=secret"));
        assertThat(bothWays.same(clientInQuery).status()).isBetween(400, 401);
    }

    private static TokenRequest request() {
        return asShop(Map.of("grant_type", "client_credentials"));
    }

    private static TokenRequest password() {
        return asShop(Map.of("grant_type", "password", "username", "änne", "password", PASSWORD));
    }

    private static TokenRequest code() {
        String code = realm.login("shop", REDIRECT_URI, Map.of()).codeFor("änne", PASSWORD);
        return asShop(Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", REDIRECT_URI));
    }

    private static TokenRequest asShop(Map<String, ?> parameters) {
        return TokenRequest.forRealm(realm, parameters, "Authorization", Http.basic("shop", "shop-secret"));
    }
}
