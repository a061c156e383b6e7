package dev.extendedtoken.keycloak.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.AuthenticationDevice;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every grant gives the same tokens, and the same refusal, for a form and for a JSON body, and records the same
 * events. One grant is seen refused only: the pre-authorized code of OpenID for Verifiable Credential Issuance is an
 * experimental feature that a server must be started with.
 */
@ExtendWith(KeycloakExtension.class)
class JsonEqualsFormGrantsIT {

    enum Grant {
        AUTHORIZATION_CODE("authorization_code", 200, GrantScene::authorizationCode),
        REFRESH_TOKEN("refresh_token", 200, GrantScene::refreshToken),
        CLIENT_CREDENTIALS("client_credentials", 200, GrantScene::clientCredentials),
        PASSWORD("password", 200, GrantScene::password),
        DEVICE_CODE("urn:ietf:params:oauth:grant-type:device_code", 200, GrantScene::deviceCode),
        CIBA("urn:openid:params:grant-type:ciba", 200, GrantScene::ciba),
        TOKEN_EXCHANGE("urn:ietf:params:oauth:grant-type:token-exchange", 200, GrantScene::tokenExchange),
        JWT_BEARER("urn:ietf:params:oauth:grant-type:jwt-bearer", 200, GrantScene::jwtBearer),
        UMA_TICKET_OF_CLIENT("urn:ietf:params:oauth:grant-type:uma-ticket", 200, GrantScene::umaTicketOfClient),
        UMA_TICKET_OF_USER("urn:ietf:params:oauth:grant-type:uma-ticket", 200, GrantScene::umaTicketOfUser),
        PRE_AUTHORIZED_CODE("urn:ietf:params:oauth:grant-type:pre-authorized_code", 400, GrantScene::preAuthorizedCode);

        private final String type;
        private final int status;
        private final Function<GrantScene, TokenRequest> preparation;

        Grant(String type, int status, Function<GrantScene, TokenRequest> preparation) {
            this.type = type;
            this.status = status;
            this.preparation = preparation;
        }

        TokenRequest prepare() {
            return preparation.apply(scene);
        }
    }

    private static GrantScene scene;
    private static FormAndJson bothWays;

    @BeforeAll
    static void createRealm(Keycloak keycloak, AuthenticationDevice device) {
        scene = new GrantScene(keycloak, device, "json-equals-form-grants");
        bothWays = FormAndJson.at(scene.realm());
    }

    @AfterAll
    static void removeRealm() {
        scene.close();
    }

    @Test
    void noGrantOfTheServerIsLeftOut() {
        JsonNode providers =
                scene.realm().admin().serverInfo().expect(200).json().at("/providers/oauth2-grant-type/providers");
        Set<String> ofTheServer = new TreeSet<>();
        providers.fieldNames().forEachRemaining(ofTheServer::add);

        Set<String> ofThisTest =
                Arrays.stream(Grant.values()).map(grant -> grant.type).collect(Collectors.toCollection(TreeSet::new));
        ofThisTest.remove(Grant.PRE_AUTHORIZED_CODE.type);

        assertThat(ofTheServer).isEqualTo(ofThisTest);
    }

    @ParameterizedTest
    @EnumSource
    void sameAnswer(Grant grant) {
        bothWays.same(grant::prepare).expect(grant.status);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRE_AUTHORIZED_CODE")
    void sameAnswerToAnUnknownScope(Grant grant) {
        bothWays.same(() -> grant.prepare().with("scope", "nonsense"));
    }

    @ParameterizedTest
    @EnumSource
    void sameRefusalWithoutTheClient(Grant grant) {
        TokenRequest request = grant.prepare();

        assertThat(bothWays.same(new TokenRequest(request.uri(), request.parameters(), List.of()))
                        .status())
                .isBetween(400, 401);
    }

    /** For most grants this means that what they live on, a code or a token, is missing. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLIENT_CREDENTIALS")
    void sameRefusalWithNothingButTheGrantType(Grant grant) {
        TokenRequest request = grant.prepare();
        TokenRequest bare = new TokenRequest(request.uri(), Map.of("grant_type", grant.type), request.headers());

        assertThat(bothWays.same(bare).status()).isBetween(400, 401);
    }
}
