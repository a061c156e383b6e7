package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.AuthenticationDevice;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.BackchannelRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * At the endpoints other than the token endpoint: the header names one client, and an assertion authenticates another. That
 * one needs its own key, and without it nothing happens.
 */
@ExtendWith(KeycloakExtension.class)
class TwoClientsAtBackchannelEndpointsIT {

    private static final String SECRET = "of-more-than-thirty-two-characters-secret";
    private static final String REDIRECT_URI = "http://localhost/callback";

    private static TestRealm realm;
    private static String key;
    private static String othersKey;

    private final Http http = Http.client();

    @BeforeAll
    static void start(Keycloak keycloak, AuthenticationDevice device) {
        realm = TestRealm.create(
                keycloak,
                RealmFile.named("two-clients-at-backchannel-endpoints")
                        .jsonForAll()
                        .apiKeysForMarkedClients()
                        .user("anna", "anna's-secret")
                        .client("alpha", client(true))
                        .client("beta", client(true))
                        .client("free", client(false)));
        key = ApiKeys.forRealm(realm).issue("alpha").secret();
        othersKey = ApiKeys.forRealm(realm).issue("beta").secret();
    }

    private static Map<String, ?> client(boolean needsKey) {
        return Map.of(
                "secret",
                SECRET,
                "clientAuthenticatorType",
                "client-secret-jwt",
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT_URI),
                "protocolMappers",
                List.of(RealmFile.ownAudience("alpha")),
                "attributes",
                Map.of(
                        "needs-key", String.valueOf(needsKey),
                        "oauth2.device.authorization.grant.enabled", "true",
                        "oidc.ciba.grant.enabled", "true"));
    }

    @AfterAll
    static void end() {
        realm.close();
    }

    @ParameterizedTest
    @EnumSource
    void nothingHappensWithoutTheKeyOfWhoIsAuthenticated(BackchannelRequest request) {
        Answer signedIn = signIn();
        Map<String, String> parameters = request.parameters(signedIn);
        for (boolean json : request.takesJson() ? List.of(false, true) : List.of(false)) {
            InvalidClientAnswer.assertIs(send(request, parameters, "free", "none", json));
            InvalidClientAnswer.assertIs(send(request, parameters, "free", othersKey, json));
            InvalidClientAnswer.assertIs(send(request, parameters, "beta", othersKey, json));
        }
        assertThat(isActive(signedIn)).isTrue();

        assertThat(send(request, parameters, "free", key, false).status()).isEqualTo(request.status());
    }

    /** Which users exist is told to no client without its key. */
    @Test
    void noUserIsResolved() {
        Map<String, String> unknown = Map.of("scope", "openid", "login_hint", "nobody");
        InvalidClientAnswer.assertIs(send(BackchannelRequest.CIBA_AUTHORIZATION, unknown, "free", "none", false));
        assertThat(send(BackchannelRequest.CIBA_AUTHORIZATION, unknown, "free", key, false)
                        .body())
                .contains("invalid_user");
    }

    private boolean isActive(Answer signedIn) {
        Map<String, String> token = Map.of("token", signedIn.text("access_token"));
        return send(BackchannelRequest.INTROSPECT, token, "alpha", key, false)
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    private Answer signIn() {
        Map<String, String> parameters = new LinkedHashMap<>(
                Map.of("grant_type", "password", "username", "anna", "password", "anna's-secret", "scope", "openid"));
        addAssertion(parameters);
        return http.form(realm.token(), parameters, ApiKeys.HEADER, key).expect(200);
    }

    private Answer send(
            BackchannelRequest request, Map<String, String> parameters, String claimed, String keySent, boolean json) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        addAssertion(all);
        URI uri = request.uri(realm);
        String[] headers = {"Authorization", Http.basic(claimed, "whatever"), ApiKeys.HEADER, keySent};
        return json ? http.json(uri, all, headers) : http.form(uri, all, headers);
    }

    private static void addAssertion(Map<String, String> parameters) {
        parameters.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        parameters.put(
                "client_assertion",
                Jwt.assertion("alpha", "alpha", realm.uri("").toString()).signedWith(SECRET));
    }
}
