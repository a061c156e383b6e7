package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of realm-config/rotation.md that list and end families, word for word, with Keycloak's kcadm. */
@KeycloakTest
class FamiliesKcadmIT {

    private static final Path PAGE = Path.of(System.getProperty("project.root"), "realm-config/rotation.md");

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static RotationRealm realm;

    @TempDir
    private Path folder;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.user(RotationRealm.file("families-kcadm"), "demo");
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        return RotationRealm.client(file, "app", "long");
    }

    @Test
    void oneFamilyIsEnded() throws IOException, InterruptedException {
        RotationClient app = realm.client("app");
        Tokens ended = app.login("demo", "openid");
        Tokens other = app.login("demo", "openid");
        List<String> lines = lines();
        assertThat(lines).hasSize(4);

        JsonNode all = new ObjectMapper().readTree(run(lines.get(0) + "\n" + lines.get(1)));
        assertThat(all.findValuesAsText("family"))
                .containsExactlyInAnyOrder(AdminFamilies.id(ended), AdminFamilies.id(other));
        String session = ended.sessionId();
        JsonNode family = new ObjectMapper()
                .readTree(run(lines.get(2).replace("SESSION", session)))
                .get(0);
        assertThat(family.get("family").textValue()).isEqualTo(AdminFamilies.id(ended));
        run(lines.get(3)
                .replace("SESSION", session)
                .replace("CLIENT", family.get("client").textValue())
                .replace("FAMILY", family.get("family").textValue()));

        assertThat(app.refresh(ended.refresh()).expect(400).text("error")).isEqualTo("invalid_grant");
        app.rotate(other.refresh());
    }

    /** The lines of the block in which families are listed. */
    private static List<String> lines() throws IOException {
        return Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .filter(block -> block.contains("refresh-token-families"))
                .flatMap(String::lines)
                .filter(line -> line.contains("kcadm.sh"))
                .toList();
    }

    /** What the lines print. */
    private String run(String lines) throws IOException, InterruptedException {
        String script =
                """
                set -euo pipefail
                kcadm.sh() { bash "$KCADM" "$@" --config "$FOLDER/kcadm.config"; }
                kcadm.sh config credentials --server "$SERVER" --realm master --user admin --password admin >&2
                """
                        + lines;
        ProcessBuilder bash = new ProcessBuilder("bash", "-c", script).redirectError(ProcessBuilder.Redirect.INHERIT);
        bash.environment()
                .putAll(Map.of(
                        "KCADM",
                        Path.of(System.getProperty("keycloak.distribution"), "bin/kcadm.sh")
                                .toString(),
                        "FOLDER",
                        folder.toString(),
                        "SERVER",
                        keycloak.http().toString(),
                        "REALM",
                        realm.realm().name()));
        Process process = bash.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
