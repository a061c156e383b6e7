package dev.extendedtoken.keycloak.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.extendedtoken.keycloak.clients.CodeClient.Tokens;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.Script;
import dev.extendedtoken.keycloak.systems.Demo;
import dev.extendedtoken.keycloak.systems.EntryPoint;
import dev.extendedtoken.keycloak.systems.ForEachEntryPoint;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that nobody here wrote, against the demo realm: login, exchange, refresh, revoke. */
@ForEachEntryPoint
class RealClientsIT {

    @InjectRealm
    private static Demo demo;

    @Parameter
    private EntryPoint entryPoint;

    static RealmFile realmFile() {
        return Demo.file("real-clients");
    }

    @ParameterizedTest
    @EnumSource(Client.class)
    void logsInExchangesRefreshesAndRevokes(Client client) throws Exception {
        Settings settings = client.demoClient().settings(demo, entryPoint);
        try (CodeClient running = client.start(settings)) {
            Tokens first =
                    running.exchange(Login.at(running.authorizationRequest()).as("demo", "demo"));
            Tokens second = running.refresh(first);
            assertThat(first.access()).isNotBlank();
            assertThat(second.access()).isNotBlank().isNotEqualTo(first.access());
            assertThat(second.refresh()).isNotBlank().isNotEqualTo(first.refresh());
            running.revoke(second);
            assertThat(refresh(settings, second).expect(400).body()).containsAnyOf("invalid_grant", "not active");
        }
    }

    /** A client that may not send JSON tells. */
    @Test
    void simpleOauth2SendsJson() throws Exception {
        Settings settings = DemoClient.ENVELOPED.settings(demo, entryPoint);
        try (CodeClient running = Client.SIMPLE_OAUTH2_HEADER.start(settings)) {
            URI ended = Login.at(running.authorizationRequest()).as("demo", "demo");
            assertThatThrownBy(() -> running.exchange(ended)).hasMessageContaining("The script ended");
        }
    }

    @Test
    void curlHeadless() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "JWT",
                demo.userJwt(entryPoint),
                "KEY",
                ApiKeys.forRealm(demo.realm()).issue("oob-apikey").secret(),
                "CLIENT_ID",
                "oob-apikey",
                "REDIRECT_URI",
                "urn:ietf:wg:oauth:2.0:oob:auto",
                "AUTHORIZE",
                demo.oauth(entryPoint, "/authorize").toString(),
                "TOKEN",
                demo.oauth(entryPoint, "/token").toString(),
                "REVOKE",
                demo.oauth(entryPoint, "/revoke").toString()));
        List<String> command = List.of("bash", "curl-headless.sh");
        try (Script curl = Script.of(command, Client.folder("shell"), environment)) {
            assertThat(curl.read()).contains("\"token_type\":\"Bearer\"", "\"expires_in\":8");
            assertThat(curl.read()).contains("\"token_type\":\"Bearer\"", "\"expires_in\":8");
            assertThat(curl.read()).isEqualTo("revoked");
            assertThat(demo.realm()
                            .events("REVOKE_GRANT")
                            .get(0)
                            .path("clientId")
                            .asText())
                    .isEqualTo("oob-apikey");
        }
    }

    private static Answer refresh(Settings settings, Tokens tokens) {
        Map<String, String> request = new TreeMap<>(Map.of(
                "grant_type", "refresh_token",
                "client_id", settings.clientId(),
                "refresh_token", tokens.refresh()));
        if (settings.secret() != null) {
            request.put("client_secret", settings.secret());
        }
        return Http.client().form(settings.token(), request);
    }
}
