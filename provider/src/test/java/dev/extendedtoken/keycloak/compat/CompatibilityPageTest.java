package dev.extendedtoken.keycloak.compat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With {@code -Dcompatibility.page=write}, writes the page anew before it is compared. */
class CompatibilityPageTest {

    private static final Path PAGE = Path.of("COMPATIBILITY.md");

    @Test
    void thePageSaysWhatTheListsSay() throws IOException {
        if ("write".equals(System.getProperty("compatibility.page"))) {
            Files.writeString(PAGE, CompatibilityPage.render());
        }

        assertThat(PAGE).content().isEqualTo(CompatibilityPage.render());
    }
}
