package dev.extendedtoken.keycloak.endpoint.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.grant.Grant;
import dev.extendedtoken.keycloak.support.grant.GrantRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every grant returns the same tokens, the same errors and the same events for a form and for JSON. The pre-authorized
 * code grant is tested for its error only, because the first server does not have the experimental feature.
 */
@Tag("version")
@KeycloakTest
class JsonEqualsFormGrantsIT {

    @InjectRealm
    private static GrantRealm grants;

    private static FormAndJson bothWays;

    static RealmFile realmFile() {
        return GrantRealm.file("json-equals-form-grants");
    }

    @BeforeAll
    static void prepare() {
        bothWays = FormAndJson.at(grants.realm());
    }

    @Test
    void coversEveryGrantOfTheServer() {
        assertThat(Grant.typesOfTheServer(grants)).isEqualTo(Grant.types());
    }

    @ParameterizedTest
    @EnumSource
    void success(Grant grant) {
        bothWays.same(() -> grant.prepare(grants)).expect(grant.status());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRE_AUTHORIZED_CODE")
    void unknownScope(Grant grant) {
        bothWays.same(() -> grant.prepare(grants).with("scope", "nonsense"));
    }

    @ParameterizedTest
    @EnumSource
    void withoutClientAuthentication(Grant grant) {
        TokenRequest request = grant.prepare(grants);

        assertThat(bothWays.same(new TokenRequest(request.uri(), request.parameters(), List.of()))
                        .status())
                .isBetween(400, 401);
    }

    /** For most grants this means that what they live on, a code or a token, is missing. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLIENT_CREDENTIALS")
    void withOnlyTheGrantType(Grant grant) {
        TokenRequest request = grant.prepare(grants);
        TokenRequest bare = new TokenRequest(request.uri(), Map.of("grant_type", grant.type()), request.headers());

        assertThat(bothWays.same(bare).status()).isBetween(400, 401);
    }
}
