package dev.extendedtoken.keycloak.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.Script;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** simple-oauth2 of npm with {@code bodyFormat: 'json'}: a whole code flow and a refresh. */
@RequiresProgram("node")
@ExtendWith(KeycloakExtension.class)
class SimpleOauth2IT {

    private static final String REDIRECT_URI = "http://localhost:9999/callback";

    private static Keycloak keycloak;
    private static TestRealm realm;

    @BeforeAll
    static void start(Keycloak suite) {
        keycloak = suite;
        realm = TestRealm.create(
                keycloak,
                RealmFile.named("simple-oauth2")
                        .jsonForMarkedClients()
                        .user("ann", "ann-secret")
                        .client(
                                "node",
                                Map.of(
                                        "secret", "node-secret",
                                        "redirectUris", List.of(REDIRECT_URI),
                                        "attributes", Map.of("json", "true"))));
    }

    @AfterAll
    static void end() {
        realm.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"header", "body"})
    void codeFlowAndRefresh(String authorizationMethod) throws Exception {
        Map<String, String> environment = Map.of(
                "SERVER",
                keycloak.http().toString(),
                "REALM",
                realm.name(),
                "CLIENT_ID",
                "node",
                "CLIENT_SECRET",
                "node-secret",
                "REDIRECT_URI",
                REDIRECT_URI,
                "AUTHORIZATION_METHOD",
                authorizationMethod);
        try (Script script = Script.node("simple-oauth2.js", environment)) {
            URI authorize = URI.create(script.read());
            script.write(Login.at(authorize).as("ann", "ann-secret").toString());
            JsonNode tokens = new ObjectMapper().readTree(script.read());
            assertThat(tokens.at("/first/access_token").asText()).isNotBlank();
            assertThat(tokens.at("/first/id_token").asText()).isNotBlank();
            assertThat(tokens.at("/second/access_token").asText())
                    .isNotBlank()
                    .isNotEqualTo(tokens.at("/first/access_token").asText());
        }
    }
}
