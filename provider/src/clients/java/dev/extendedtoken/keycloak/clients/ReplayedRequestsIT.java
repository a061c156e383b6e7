package dev.extendedtoken.keycloak.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.Wire;
import dev.extendedtoken.keycloak.support.WireAnswer;
import dev.extendedtoken.keycloak.systems.Demo;
import dev.extendedtoken.keycloak.systems.EntryPoint;
import dev.extendedtoken.keycloak.systems.ForEachEntryPoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of the fifth system that cannot run in the build: the bytes that they would send. */
@ForEachEntryPoint
class ReplayedRequestsIT {

    @InjectRealm
    private static Demo demo;

    @Parameter
    private EntryPoint entryPoint;

    static RealmFile realmFile() {
        return Demo.file("replayed-requests");
    }

    @ParameterizedTest
    @ValueSource(strings = {"raw-http", "csharp-restsharp", "swift-urlsession", "php-http-request2"})
    void exchangesItsCode(String client) throws IOException {
        Map<String, String> request =
                Demo.request("pkce-public", Map.of("redirect_uri", "https://example.com", "scope", "openid"));
        String code = Demo.code(demo.as(entryPoint, "/authorize"), request);
        URI token = demo.as(entryPoint, "/token");
        WireAnswer answer = new Wire(token).send("POST", fill(client, token, code));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode tokens = new ObjectMapper().readTree(answer.body());
        assertThat(tokens.path("access_token").textValue()).isNotBlank();
        assertThat(tokens.path("id_token").textValue()).isNotBlank();
    }

    private static String fill(String client, URI token, String code) throws IOException {
        String[] parts = Files.readString(Client.folder("wire").resolve(client + ".http"))
                .split("\n\n", 2);
        String body = parts[1].replace("${CODE}", code).replace("${VERIFIER}", Demo.VERIFIER);
        String head = parts[0].replace("${PATH}", token.getRawPath())
                .replace("${HOST}", token.getAuthority())
                .replace("${LENGTH}", String.valueOf(body.length()));
        return head.replace("\n", "\r\n") + "\r\n\r\n" + body;
    }
}
