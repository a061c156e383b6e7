package dev.extendedtoken.keycloak.userjwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.WithExperiments;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Refresh tokens for verifiable credentials (OID4VCI, experimental) are valid without a session. Then their user is
 * unknown, and the refresh is rejected.
 */
@Tag("modes")
@KeycloakTest
@WithExperiments
class CredentialRefreshIT {

    private static final String HEADER = UserJwtRealm.HEADER;

    @InjectRealm
    private static UserJwtRealm realm;

    static RealmFile realmFile() {
        RealmFile file = UserJwtRealm.file("user-jwt-credentials").with("verifiableCredentialsEnabled", true);
        UserJwtRealm.enforced(file, "wallet", Map.of("issued-to", List.of("shop")));
        file.representation().withArray("clients").forEach(client -> {
            if (client.get("clientId").textValue().equals("wallet")) {
                ((ObjectNode) client).withObject("/attributes").put("oid4vci.enabled", "true");
            }
        });
        return file;
    }

    @BeforeAll
    static void prepare() {
        TestRealm admin = realm.realm();
        String path = "/" + admin.name();
        admin.admin()
                .post(path + "/client-scopes", Map.of("name", "membership", "protocol", "oid4vc"))
                .expect(201);
        Answer credential = admin.admin()
                .post(
                        path + "/users/" + realm.userId(UserJwtRealm.DEMO) + "/vc/credentials",
                        Map.of("credentialScopeName", "membership"));
        assertThat(credential.status()).as(credential.toString()).isBetween(200, 201);
        admin.admin().get(path + "/client-scopes").json().forEach(scope -> {
            if (scope.get("name").textValue().equals("membership")) {
                admin.admin()
                        .put(
                                path + "/clients/"
                                        + admin.client("wallet").get("id").textValue() + "/optional-client-scopes/"
                                        + scope.get("id").textValue(),
                                Map.of())
                        .expect(204);
            }
        });
    }

    @Test
    void anUnknownSessionIsRejected() {
        String code = realm.realm()
                .login("wallet", UserJwtRealm.CALLBACK, Map.of("scope", "openid membership"))
                .codeFor(UserJwtRealm.DEMO, UserJwtRealm.DEMO);
        Answer tokens = realm.exchange("wallet", code, HEADER, realm.jwt()).expect(200);
        String refresh = tokens.text("refresh_token");
        assertThat(Claims.parse(refresh).path("prov").asText()).isEqualTo("oid4vci");
        realm.refresh("wallet", refresh, HEADER, realm.jwt("shop", "bob")).expect(401);
        realm.refresh("wallet", refresh, HEADER, realm.jwt()).expect(200);
        realm.realm()
                .admin()
                .delete("/" + realm.realm().name() + "/sessions/"
                        + Claims.parse(tokens.text("access_token")).get("sid").textValue())
                .expect(204);
        realm.refresh("wallet", refresh, HEADER, realm.jwt("shop", "bob")).expect(401);
        assertThat(realm.realm()
                        .events("REFRESH_TOKEN_ERROR")
                        .get(0)
                        .get("details")
                        .get("reason")
                        .textValue())
                .isEqualTo("user_jwt_unknown_user");
    }
}
