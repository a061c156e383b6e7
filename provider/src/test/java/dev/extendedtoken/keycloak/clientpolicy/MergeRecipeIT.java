package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The recipe of realm-config/README.md to add a feature to a realm, with its jq program word for word. */
@RequiresProgram("jq")
@KeycloakTest
class MergeRecipeIT {

    private static final Pattern PROGRAM =
            Pattern.compile("jq --arg list \\$1 --slurpfile file \"\\$2\" '(.*?)'", Pattern.DOTALL);

    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    private final Http http = Http.client();

    @Test
    void existingPoliciesAndProfilesAreKept(Keycloak keycloak) throws IOException, InterruptedException {
        RealmFile file = RealmFile.named("merge-recipe")
                .apiKeysForAll()
                .client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true));
        try (TestRealm realm = TestRealm.create(keycloak, file)) {
            token(realm, 401);
            for (int i = 0; i < 2; i++) {
                merge(realm, "profiles");
                merge(realm, "policies");
                assertThat(names(realm, "profiles")).containsExactly("api keys", "json-requests");
                assertThat(names(realm, "policies")).containsExactly("api keys for all", "every client may send JSON");
                token(realm, 401);
            }
            assertThat(http.post(realm.token(), Http.JSON, "{").expect(400).text("error_description"))
                    .contains("JSON");
        }
        assertThat(keycloak.log().lines().filter(line -> line.contains("realm 'merge-recipe'")))
                .isEmpty();
    }

    private void token(TestRealm realm, int status) {
        http.json(
                        realm.token(),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("partner", "partner-secret"))
                .expect(status);
    }

    private static void merge(TestRealm realm, String list) throws IOException, InterruptedException {
        String path = "/" + realm.name() + "/client-policies/" + list;
        String merged = jq(list, realm.admin().get(path).expect(200).body());
        realm.admin().put(path, new ObjectMapper().readTree(merged)).expect(204);
    }

    private static String jq(String list, String input) throws IOException, InterruptedException {
        Matcher program = PROGRAM.matcher(Files.readString(ROOT.resolve("realm-config/README.md")));
        assertThat(program.find()).isTrue();
        Process jq = new ProcessBuilder(
                        "jq",
                        "--arg",
                        "list",
                        list,
                        "--slurpfile",
                        "file",
                        ROOT.resolve("realm-config/json-realm.json").toString(),
                        program.group(1))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        jq.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        jq.getOutputStream().close();
        String output = new String(jq.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jq.waitFor()).isZero();
        return output;
    }

    private static Iterable<String> names(TestRealm realm, String list) {
        JsonNode all = realm.admin()
                .get("/" + realm.name() + "/client-policies/" + list)
                .expect(200)
                .json();
        return all.get(list).findValuesAsText("name");
    }
}
