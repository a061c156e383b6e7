package dev.extendedtoken.keycloak.endpoint.alias;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The address in a signed request to an alias path: a DPoP proof names the alias address (RFC 9449 section 4.3), a
 * client assertion names Keycloak's own address (RFC 7523 section 3).
 */
@KeycloakTest
@WithAliases
class AliasAddressesIT {

    private static final String OWN = "/protocol/openid-connect/token";
    private static final SigningKey KEY = SigningKey.generate();

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("alias-addresses")
                .jsonForAll()
                .client("proving", Map.of("secret", "proving-secret", "serviceAccountsEnabled", true))
                .client(
                        "signing",
                        Map.of(
                                "clientAuthenticatorType",
                                "client-jwt",
                                "serviceAccountsEnabled",
                                true,
                                "attributes",
                                Map.of("use.jwks.string", "true", "jwks.string", KEY.jwks())));
    }

    @ParameterizedTest
    @ValueSource(strings = {OWN, "/oauth/token", "/oauth/tokens", "/as/token"})
    void dpopProofForTheAliasAddress(String path) {
        Answer tokens = proven(path, realm.uri(path)).expect(200);
        assertThat(tokens.text("token_type")).isEqualTo("DPoP");
        assertThat(Claims.parse(tokens.text("access_token")).at("/cnf/jkt").textValue())
                .isEqualTo(KEY.thumbprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/token", "/oauth/tokens", "/as/token"})
    void dpopProofForAnotherAddressIsRejected(String path) {
        Answer refused = proven(path, realm.uri(OWN)).expect(400);
        assertThat(refused.text("error_description")).contains("DPoP HTTP URL mismatch");
        assertThat(proven(OWN, realm.uri(path)).expect(400).body()).isEqualTo(refused.body());
    }

    private Answer proven(String path, URI named) {
        return http.form(
                realm.uri(path),
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                Http.basic("proving", "proving-secret"),
                "DPoP",
                Jwt.proof("POST", named, KEY).signedBy(KEY));
    }

    @ParameterizedTest
    @ValueSource(strings = {OWN, "/oauth/token", "/oauth/tokens", "/as/token"})
    void clientAssertionForTheOriginalAddress(String path) {
        signed(path, "").expect(200);
        signed(path, OWN).expect(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth/token", "/oauth/tokens", "/as/token"})
    void clientAssertionForTheAliasAddressIsRejected(String path) {
        assertThat(signed(path, path).expect(400).text("error")).isEqualTo("invalid_client");
    }

    /** @param audience path below the realm's own address */
    private Answer signed(String path, String audience) {
        return http.form(
                realm.uri(path),
                Map.of(
                        "grant_type",
                        "client_credentials",
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        Jwt.assertion("signing", "signing", realm.uri(audience).toString())
                                .signedBy(KEY)));
    }
}
