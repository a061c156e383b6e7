package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.WithExperiments;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Refresh tokens for verifiable credentials (OID4VCI, experimental) come from another provider and are not rotated. */
@Tag("modes")
@KeycloakTest
@WithExperiments
class CredentialTokensIT {

    @InjectRealm
    private static RotationRealm realm;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("credential-tokens").with("verifiableCredentialsEnabled", true);
        RotationRealm.profile(file, "once", Map.of("grace-period", 0));
        RotationRealm.client(file, "wallet", "once", Map.of("oid4vci.enabled", "true"));
        return file;
    }

    @BeforeAll
    static void prepare() {
        AdminApi admin = realm.realm().admin();
        String path = "/" + realm.realm().name();
        admin.post(path + "/client-scopes", Map.of("name", "membership", "protocol", "oid4vc"))
                .expect(201);
        admin.post(path + "/users/" + realm.userId() + "/vc/credentials", Map.of("credentialScopeName", "membership"))
                .expect(200);
        for (var scope : admin.get(path + "/client-scopes").expect(200).json()) {
            if ("membership".equals(scope.get("name").textValue())) {
                String wallet = realm.realm().client("wallet").get("id").textValue();
                admin.put(
                                path + "/clients/" + wallet + "/optional-client-scopes/"
                                        + scope.get("id").textValue(),
                                Map.of())
                        .expect(204);
            }
        }
    }

    @Test
    void credentialRefreshTokensAreNotRotated() {
        RotationClient wallet = realm.client("wallet");
        Tokens tokens = wallet.exchange(
                BrowserTabs.forRealm(realm.realm()).code("wallet", Map.of("scope", "openid membership")));
        assertThat(tokens.refreshClaims().path("prov").textValue()).isEqualTo("oid4vci");
        wallet.rotate(tokens.refresh());
        wallet.rotate(tokens.refresh());
    }

    /** The same client without a credential. */
    @Test
    void otherRefreshTokensAreRotated() {
        RotationClient wallet = realm.client("wallet");
        Tokens tokens = wallet.exchange(BrowserTabs.forRealm(realm.realm()).code("wallet"));
        wallet.rotate(tokens.refresh());
        assertThat(wallet.refresh(tokens.refresh()).status()).isEqualTo(400);
    }
}
