package dev.extendedtoken.keycloak.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the front page says of Keycloak's versions is what the list of them says and what the builds run. */
class TestedVersionsTest {

    private static final Path ROOT = Path.of("..");

    /** That of the build, on which all tests run. */
    private static final String BUILT_WITH = System.getProperty("keycloak.version");

    private static final Pattern WORKFLOW = Pattern.compile("keycloak: \\[(\"26\\.[^]]*)]");
    private static final Pattern SCRIPT = Pattern.compile("for version in (.*); do");

    @Test
    void theFrontPageNamesThem() throws IOException {
        assertThat(Files.readString(ROOT.resolve("README.md")))
                .contains(
                        """
                        | Keycloak | |
                        |---|---|
                        | %s | tested: all tests |
                        | %s | tested: the tests that depend on Keycloak's version |
                        | other %s | expected to work as these |
                        | %s | prepared, not tested |
                        """
                                .formatted(
                                        BUILT_WITH,
                                        String.join(", ", others()),
                                        KeycloakVersions.TESTED_MINOR,
                                        KeycloakVersions.PREPARED_MINOR));
    }

    @Test
    void theWorkflowRunsThem() throws IOException {
        assertThat(listed(".github/workflows/build.yml", WORKFLOW, ", ")).isEqualTo(KeycloakVersions.TESTED);
    }

    /** Before each commit; the workflow runs the ones in between as well. */
    @Test
    void theScriptRunsTheOldestAndTheNewest() throws IOException {
        assertThat(listed(".ci/run-others", SCRIPT, " "))
                .containsExactly(
                        KeycloakVersions.TESTED.get(0),
                        KeycloakVersions.TESTED.get(KeycloakVersions.TESTED.size() - 1));
    }

    private static List<String> others() {
        List<String> others = KeycloakVersions.TESTED.stream()
                .filter(version -> !version.equals(BUILT_WITH))
                .toList();
        assertThat(others).hasSize(KeycloakVersions.TESTED.size() - 1);
        return others;
    }

    private static List<String> listed(String file, Pattern list, String separator) throws IOException {
        Matcher versions = list.matcher(Files.readString(ROOT.resolve(file)));
        assertThat(versions.find()).isTrue();
        return Stream.of(versions.group(1).replace("\"", "").split(separator)).toList();
    }
}
