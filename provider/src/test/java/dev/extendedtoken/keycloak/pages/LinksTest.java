package dev.extendedtoken.keycloak.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every relative link of every page leads to a file of the repository, and every anchor to a heading. */
class LinksTest {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    @Test
    void resolve() {
        List<Page> pages = Pages.read(REPOSITORY);
        assertThat(pages).hasSizeGreaterThan(10);
        assertThat(pages.stream().flatMap(LinksTest::broken)).isEmpty();
    }

    /** Notations that a test would not execute under these names. */
    @Test
    void shellBlocksAreNamedSh() {
        assertThat(Pages.read(REPOSITORY).stream().flatMap(page -> page.blocks().stream()
                        .filter(block -> block.language().matches("(?i)bash|shell|console|zsh|jsonc?|https?|curl|sh"))
                        .filter(block -> !Block.EXECUTED.contains(block.language()))
                        .map(block -> page + ":" + block.line() + ": " + block.language())))
                .isEmpty();
    }

    private static Stream<String> broken(Page page) {
        return page.links().stream()
                .filter(link -> isBroken(page, link))
                .map(link -> REPOSITORY.relativize(page.file()) + ": " + link);
    }

    private static boolean isBroken(Page page, String link) {
        Optional<Path> target = page.target(link);
        if (target.isEmpty()) {
            return false;
        }
        int anchor = link.indexOf('#');
        return !Files.exists(target.get())
                || !target.get().startsWith(REPOSITORY)
                || anchor >= 0 && !Page.read(target.get()).anchors().contains(link.substring(anchor + 1));
    }
}
