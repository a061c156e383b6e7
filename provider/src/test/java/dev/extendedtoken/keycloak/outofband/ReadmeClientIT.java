package dev.extendedtoken.keycloak.outofband;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.Script;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The client of realm-config/out-of-band.md, word for word, with the demo realm as shipped. */
@RequiresProgram("python3")
@KeycloakTest
class ReadmeClientIT {

    private static final Pattern PYTHON = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);

    @Test
    void signsIn(Keycloak keycloak) throws IOException {
        RealmFile demo = RealmFile.read("demo-realm.json", "readme-client");
        try (TestRealm realm = TestRealm.create(keycloak, demo);
                Script client =
                        Script.python(program(), Map.of("REALM", realm.uri("").toString()))) {
            assertThat(client.read()).isEqualTo("Open this address and sign in:");
            Answer page = Login.at(URI.create(client.read())).answerTo("demo", "demo");
            client.write(OutOfBandRealm.codeOn(page));
            assertThat(client.read()).contains("Signed in; the access token is good for 300 seconds");
        }
    }

    private static String program() throws IOException {
        Matcher example = PYTHON.matcher(
                Files.readString(Path.of(System.getProperty("project.root"), "realm-config/out-of-band.md")));
        assertThat(example.find()).isTrue();
        return example.group(1);
    }
}
