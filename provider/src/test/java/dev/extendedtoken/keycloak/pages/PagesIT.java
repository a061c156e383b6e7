package dev.extendedtoken.keycloak.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every block of commands, every request and every JSON document of every page does what the page says. */
@RequiresProgram({"bash", "curl", "jq", "sha256sum"})
@WithAliases
@KeycloakTest
class PagesIT {

    private static final Path REPOSITORY =
            Path.of(System.getProperty("project.root")).toAbsolutePath().normalize();

    /** Where kcadm is explained: the other pages use its functions. */
    private static final Path BASICS = REPOSITORY.resolve("realm-config/README.md");

    @InjectKeycloak
    private static Keycloak keycloak;

    @TempDir
    private static Path folder;

    private static final List<PageRun> RUNS = new ArrayList<>();

    private static PageRunner runner;

    static List<Page> pages() {
        return Pages.read(REPOSITORY).stream()
                .filter(page -> !page.file().equals(BASICS))
                .filter(page -> page.blocks().stream().anyMatch(block -> Block.EXECUTED.contains(block.language())))
                .toList();
    }

    @BeforeAll
    static void runBasics() throws IOException {
        Path distribution = Path.of(System.getProperty("keycloak.distribution"));
        runner = new PageRunner(keycloak, REPOSITORY, new Workplace(folder, distribution).prepared());
        Page basics = Page.read(BASICS);
        runner.runFirst(basics);
        RUNS.add(PageRun.from(basics));
    }

    @AfterAll
    static void report() {
        System.out.println("Blocks that were executed, by page:");
        for (PageRun run : RUNS) {
            System.out.printf(
                    "  %-50s sh %2d, http %2d, json %2d%s%n",
                    REPOSITORY.relativize(run.page().file()),
                    run.sh(),
                    run.http(),
                    run.json(),
                    run.notRun().isEmpty() ? "" : "; not run: " + run.notRun());
        }
        System.out.printf(
                "  together %d; not run %d%n",
                RUNS.stream().mapToLong(PageRun::executed).sum(),
                RUNS.stream().mapToLong(run -> run.notRun().size()).sum());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void doesWhatItSays(Page page) throws IOException {
        runner.run(page);
        RUNS.add(PageRun.from(page));
    }

    /** A page that lies is found out. Each of these would pass if only the last command of a block counted. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // A wrong secret, in the middle of a block.
                """
                ```sh
                curl -u json-basic:wrong -d grant_type=client_credentials http://localhost:8080/realms/demo/oauth/token
                echo well
                ```
                """,
                // A request that succeeds where the page says that it fails.
                """
                <!-- statuses: 401 -->
                ```sh
                curl -u enveloped:enveloped-secret-0123456 -d grant_type=client_credentials http://localhost:8080/realms/demo/oauth/token
                ```
                """,
                // A file that does not exist, in a list.
                """
                [kcadm](realm-config/README.md#kcadm)

                ```sh
                merge profiles realm-config/nothing.json && echo never
                echo well
                ```
                """,
                // An option that does not exist, hidden in a substitution.
                """
                [kcadm](realm-config/README.md#kcadm)

                ```sh
                echo "$(kcadm.sh get nothing -r $REALM)"
                ```
                """,
                // A code of a client that does not exist.
                """
                ```sh
                echo "http://localhost:8080/realms/demo/oauth/authorize?response_type=code&client_id=nobody"
                CODE=paste-the-code-here
                ```
                """,
                // Nothing was printed that could be copied.
                """
                ```sh
                echo well
                ID=paste-the-id-here
                ```
                """,
                """
                ```http
                POST /realms/demo/protocol/openid-connect/token
                Content-Type: application/json
                Authorization: Basic anNvbi1iYXNpYzp3cm9uZw==

                {"grant_type": "client_credentials"}
                ```
                """,
                """
                ```json
                {"executor": "refresh-token-rotation", "configuration": {"grace-periods": "10"}}
                ```
                """,
                """
                ```json
                {"httpcode": 400,}
                ```
                """
            })
    void aLieIsFoundOut(String text) {
        Page page = Page.parse(REPOSITORY.resolve("lie.md"), text);
        assertThatThrownBy(() -> runner.run(page))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("lie.md:");
    }

    /** The counterpart: what runs cannot be taken for a lie. */
    @Test
    void aTrueBlockPasses() throws IOException {
        String text =
                """
                <!-- statuses: 401, 200 -->
                ```sh
                curl -u enveloped:wrong -d grant_type=client_credentials http://localhost:8080/realms/demo/oauth/token
                curl -u enveloped:enveloped-secret-0123456 -d grant_type=client_credentials http://localhost:8080/realms/demo/oauth/token
                ```

                ```json
                {"executor": "refresh-token-rotation", "configuration": {"grace-period": "10"}}
                ```
                """;
        Page page = Page.parse(REPOSITORY.resolve("true.md"), text);
        runner.run(page);
        assertThat(PageRun.from(page).executed()).isEqualTo(2);
    }
}
