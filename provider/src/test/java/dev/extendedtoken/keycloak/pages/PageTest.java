package dev.extendedtoken.keycloak.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final Path FILE = Path.of("folder", "page.md");

    @Test
    void blocks() {
        Page page = parse(
                """
                # Title

                ```sh
                curl a
                # Not a heading
                ```

                <!-- not run: needs Docker -->

                ```sh
                docker run
                ```

                <!-- statuses: 200, 401 -->
                ```http
                GET /
                ```

                Text.

                ```json
                {}
                ```
                """);
        assertThat(page.blocks())
                .containsExactly(
                        new Block(4, "sh", "curl a\n# Not a heading\n", Optional.empty(), List.of()),
                        new Block(11, "sh", "docker run\n", Optional.of("needs Docker"), List.of()),
                        new Block(16, "http", "GET /\n", Optional.empty(), List.of(200, 401)),
                        new Block(22, "json", "{}\n", Optional.empty(), List.of()));
        assertThat(page.anchors()).containsExactly("title");
    }

    @Test
    void aMarkerIsForTheNextBlockOnly() {
        Page page = parse("<!-- not run: reason -->\n\nText.\n\n```sh\na\n```\n");
        assertThat(page.blocks().get(0).notRun()).isEmpty();
    }

    @Test
    void aBlockWithoutAnEnd() {
        assertThatThrownBy(() -> parse("Text.\n```sh\na\n")).hasMessageContaining("page.md:2");
    }

    @Test
    void anchors() {
        Page page = parse("## Clients that carry `a.b`\n### What is it, and why?\n## See [here](x.md)\n## See here\n");
        assertThat(page.anchors())
                .containsExactly("clients-that-carry-ab", "what-is-it-and-why", "see-here", "see-here-1");
    }

    @Test
    void links() {
        Page page = parse("[a](../b.md#c), `[no](link)`, [d](https://e/f_(g)), [h](#i)\n");
        assertThat(page.links()).containsExactly("../b.md#c", "https://e/f_(g)", "#i");
        assertThat(page.links().stream().map(page::target))
                .containsExactly(Optional.of(Path.of("b.md")), Optional.empty(), Optional.of(FILE));
    }

    private static Page parse(String text) {
        return Page.parse(FILE, text);
    }
}
