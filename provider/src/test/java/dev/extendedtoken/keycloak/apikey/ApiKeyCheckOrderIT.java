package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.grant.BackchannelRequest;
import dev.extendedtoken.keycloak.support.grant.Grant;
import dev.extendedtoken.keycloak.support.grant.GrantRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The API key is checked before anything changes: a request without a key consumes no code and no token. */
@Tag("modes")
@KeycloakTest
class ApiKeyCheckOrderIT {

    private static final String JWT_SECRET = "of-more-than-thirty-two-characters-secret";

    @InjectRealm
    private static GrantRealm grants;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return strict(GrantRealm.file("api-key-check-order"));
    }

    @BeforeAll
    static void prepare() {
        grants.withHeaders(ApiKeys.forRealm(grants.realm()).issue("shop").header());
    }

    private static RealmFile strict(RealmFile file) {
        return file.apiKeysForAll()
                .with("revokeRefreshToken", true)
                .with("refreshTokenMaxReuse", 0)
                .with("bruteForceProtected", true)
                .with("failureFactor", 3)
                .with("quickLoginCheckMilliSeconds", 0)
                .user("bert", "bert-secret")
                .client(
                        "jwt",
                        Map.of(
                                "secret",
                                JWT_SECRET,
                                "clientAuthenticatorType",
                                "client-secret-jwt",
                                "serviceAccountsEnabled",
                                true,
                                "attributes",
                                Map.of("json", "true")));
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "AUTHORIZATION_CODE",
                "REFRESH_TOKEN",
                "DEVICE_CODE",
                "CIBA",
                "JWT_BEARER",
                "TOKEN_EXCHANGE",
                "UMA_TICKET_OF_USER"
            })
    void codesAndTokensAreNotConsumedWithoutAKey(Grant grant) {
        TokenRequest request = grant.prepare(grants);
        JsonNode sessions = sessions();
        refuse(request);
        assertThat(sessions()).isEqualTo(sessions);

        post(request).expect(200);
        boolean once = grant != Grant.TOKEN_EXCHANGE && grant != Grant.UMA_TICKET_OF_USER;
        assertThat(post(request).status()).isEqualTo(once ? 400 : 200);
    }

    @Test
    void clientAssertionIsNotConsumedWithoutAKey() {
        String key = ApiKeys.forRealm(grants.realm()).issue("jwt").secret();
        TokenRequest request = TokenRequest.forRealm(
                grants.realm(),
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        Jwt.assertion("jwt", "jwt", grants.realm().uri("").toString())
                                .signedWith(JWT_SECRET)),
                ApiKeys.HEADER,
                key);
        refuse(request);
        post(request).expect(200);
        assertThat(post(request).status()).as("the same assertion again").isBetween(400, 401);
    }

    @Test
    void noSessionIsCreatedAndNoPasswordIsChecked() {
        JsonNode sessions = sessions();
        TokenRequest wrong = grants.password().with("username", "bert").with("password", "wrong");
        for (int guess = 0; guess < 5; guess++) {
            refuse(wrong);
        }
        refuse(grants.password());
        refuse(grants.clientCredentials());
        assertThat(sessions()).isEqualTo(sessions);

        // Keycloak counts in a thread of its own and in order: were there others, they would be counted by then.
        post(wrong).expect(400);
        Awaitility.await().until(() -> failures("bert") > 0);
        assertThat(failures("bert")).isEqualTo(1);
        post(wrong.with("password", "bert-secret")).expect(200);
    }

    @ParameterizedTest
    @EnumSource(names = {"REVOKE", "LOGOUT"})
    void noSessionIsEnded(BackchannelRequest around) {
        Answer signedIn = grants.signIn();
        TokenRequest request = grants.asShop(around.parameters(signedIn))
                .to(around.prepare(grants).uri());
        refuse(request);
        assertThat(active(signedIn.text("access_token"))).isTrue();

        post(request).expect(around.status());
        assertThat(active(signedIn.text("access_token"))).isFalse();
    }

    private boolean active(String accessToken) {
        TokenRequest introspection =
                BackchannelRequest.INTROSPECT.prepare(grants).with("token", accessToken);
        return post(introspection).expect(200).json().get("active").booleanValue();
    }

    private void refuse(TokenRequest request) {
        TokenRequest without = request.withoutHeader(ApiKeys.HEADER);
        InvalidClientAnswer.assertIs(post(without));
        InvalidClientAnswer.assertIs(post(without.withHeaders(ApiKeys.HEADER, "kck_" + "0".repeat(49))));
        if (!request.uri().getPath().endsWith("/logout")) {
            InvalidClientAnswer.assertIs(http.json(without.uri(), without.parameters(), without.headerArray()));
        }
    }

    private Answer post(TokenRequest request) {
        return http.form(request.uri(), request.parameters(), request.headerArray());
    }

    private static JsonNode sessions() {
        return grants.realm()
                .admin()
                .get("/" + grants.realm().name() + "/users/" + user("anna") + "/sessions")
                .expect(200)
                .json();
    }

    private static int failures(String name) {
        return grants.realm()
                .admin()
                .get("/" + grants.realm().name() + "/attack-detection/brute-force/users/" + user(name))
                .expect(200)
                .json()
                .get("numFailures")
                .intValue();
    }

    private static String user(String name) {
        return grants.realm()
                .admin()
                .get("/" + grants.realm().name() + "/users?username=" + name)
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .textValue();
    }
}
