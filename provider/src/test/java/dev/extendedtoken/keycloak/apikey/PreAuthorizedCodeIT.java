package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.WithExperiments;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The pre-authorized code grant of OpenID for Verifiable Credential Issuance needs the API key of the client that the
 * code was issued for. The grant is experimental and authenticates no client.
 */
@KeycloakTest
@WithExperiments
class PreAuthorizedCodeIT {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code";

    @InjectRealm
    private static TestRealm realm;

    private static Key key;
    private static Key others;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("pre-authorized")
                .with("verifiableCredentialsEnabled", true)
                .jsonForAll()
                .apiKeysForMarkedClients()
                .user("anna", "anna-secret")
                .client("wallet", wallet("true"))
                .client("other", wallet("true"))
                .client("free", wallet("false"));
    }

    @BeforeAll
    static void prepare() {
        String path = "/" + realm.name();
        realm.admin()
                .post(path + "/client-scopes", Map.of("name", "membership", "protocol", "oid4vc"))
                .expect(201);
        String anna = realm.admin()
                .get(path + "/users?username=anna")
                .json()
                .get(0)
                .get("id")
                .textValue();
        Answer credential = realm.admin()
                .post(path + "/users/" + anna + "/vc/credentials", Map.of("credentialScopeName", "membership"));
        assertThat(credential.status()).as(credential.toString()).isBetween(200, 201);
        key = ApiKeys.forRealm(realm).issue("wallet");
        others = ApiKeys.forRealm(realm).issue("other");
    }

    private static Map<String, ?> wallet(String needsKey) {
        return Map.of(
                "publicClient",
                true,
                "directAccessGrantsEnabled",
                true,
                "attributes",
                Map.of("needs-key", needsKey, "oid4vci.enabled", "true"));
    }

    @Test
    void serverOffersTheGrant() {
        assertThat(realm.admin()
                        .serverInfo()
                        .json()
                        .at("/providers/oauth2-grant-type/providers")
                        .has(GRANT))
                .isTrue();
    }

    @Test
    void codeIsNotConsumedWithoutAKey() {
        String code = code("wallet", key.header());
        for (Map<String, ?> parameters : List.<Map<String, ?>>of(
                Map.of("grant_type", GRANT, "pre-authorized_code", code),
                Map.of("grant_type", GRANT, "pre-authorized_code", code, "client_id", "free"),
                Map.of("grant_type", GRANT, "pre-authorized_code", code, "client_id", "wallet"),
                Map.of("grant_type", GRANT + "\u0001", "pre-authorized_code", code + "\u0001"))) {
            InvalidClientAnswer.assertIs(http.form(realm.token(), parameters));
            InvalidClientAnswer.assertIs(http.form(realm.token(), parameters, others.header()));
            InvalidClientAnswer.assertIs(http.json(realm.token(), parameters));
        }
        http.form(realm.token(), Map.of("grant_type", GRANT, "pre-authorized_code", code), key.header())
                .expect(200);
        http.form(realm.token(), Map.of("grant_type", GRANT, "pre-authorized_code", code), key.header())
                .expect(400);
        http.json(
                        realm.token(),
                        Map.of("grant_type", GRANT, "pre-authorized_code", code("wallet", key.header())),
                        key.header())
                .expect(200);
    }

    @Test
    void aClientWithoutAKeyPolicyIsUnaffected() {
        http.form(realm.token(), Map.of("grant_type", GRANT, "pre-authorized_code", code("free")))
                .expect(200);
        assertThat(http.form(realm.token(), Map.of("grant_type", GRANT, "pre-authorized_code", "nonsense"))
                        .status())
                .isEqualTo(400);
    }

    /** The grant answers any page, whichever origins the client has. */
    @Test
    void corsForAnyOrigin() {
        http.form(
                        realm.token(),
                        Map.of("grant_type", GRANT, "pre-authorized_code", code("free")),
                        "Origin",
                        "https://elsewhere.example")
                .expect(200);
    }

    private String code(String client, String... headers) {
        String token = http.form(
                        realm.token(),
                        Map.of(
                                "grant_type", "password",
                                "client_id", client,
                                "username", "anna",
                                "password", "anna-secret"),
                        headers)
                .expect(200)
                .text("access_token");
        String nonce = http.get(
                        realm.uri("/protocol/oid4vc/create-credential-offer?credential_configuration_id=membership"
                                + "&pre_authorized=true"),
                        "Authorization",
                        "Bearer " + token)
                .expect(200)
                .text("nonce");
        return http.get(realm.uri("/protocol/oid4vc/credential-offer/" + nonce))
                .expect(200)
                .json()
                .path("grants")
                .path(GRANT)
                .path("pre-authorized_code")
                .textValue();
    }
}
