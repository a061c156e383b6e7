package dev.extendedtoken.keycloak.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pictures that tests have made for the pages. */
class PicturesTest {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private static final int MAX_BYTES = 150_000;

    @Test
    void areSmallAndShownOnAPage() throws IOException {
        List<Path> shown = Pages.read(REPOSITORY).stream()
                .flatMap(page -> page.links().stream().flatMap(link -> page.target(link).stream()))
                .toList();
        try (Stream<Path> pictures = Files.list(REPOSITORY.resolve("realm-config/pictures"))) {
            assertThat(pictures).isNotEmpty().allSatisfy(picture -> {
                assertThat(picture).hasExtension("png");
                assertThat(Files.size(picture)).isLessThanOrEqualTo(MAX_BYTES);
                assertThat(shown).contains(picture);
            });
        }
    }

    @Test
    void haveATextForThoseWhoDoNotSeeThem() {
        assertThat(Pages.read(REPOSITORY))
                .allSatisfy(page -> assertThat(page.file()).content().doesNotContain("![]("));
    }
}
