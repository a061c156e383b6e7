package dev.extendedtoken.keycloak.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page in GitHub's Markdown.
 *
 * @param file where it is, for messages and relative links
 * @param anchors that its headings have at GitHub
 * @param links their targets as they are written, those in blocks left out
 */
public record Page(Path file, List<Block> blocks, List<String> anchors, List<String> links) {

    private static final Pattern FENCE = Pattern.compile(" {0,3}```(\\S*).*");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)(?: +#+)?");
    private static final Pattern LINK = Pattern.compile("]\\(([^()\\s]*(?:\\([^()\\s]*\\)[^()\\s]*)*)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern LINK_TEXT = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
    private static final Pattern NO_ANCHOR = Pattern.compile("[^\\p{L}\\p{N}\\p{M}_ -]");

    private static final Pattern NOT_RUN = Pattern.compile("<!-- not run: (.+) -->");
    private static final Pattern STATUSES = Pattern.compile("<!-- statuses: ([0-9]{3}(?:, [0-9]{3})*) -->");

    public static Page read(Path file) {
        try {
            return parse(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page parse(Path file, String text) {
        List<Block> blocks = new ArrayList<>();
        List<String> headings = new ArrayList<>();
        List<String> links = new ArrayList<>();
        Optional<String> notRun = Optional.empty();
        List<Integer> statuses = List.of();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            Matcher fence = FENCE.matcher(line);
            if (fence.matches()) {
                int begin = i + 1;
                do {
                    i++;
                    if (i == lines.size()) {
                        throw new AssertionError(file + ":" + begin + ": the block has no end");
                    }
                } while (!lines.get(i).strip().equals("```"));
                String content = String.join("\n", lines.subList(begin, i)) + "\n";
                blocks.add(new Block(begin + 1, fence.group(1), content, notRun, statuses));
            }
            Matcher reason = NOT_RUN.matcher(line);
            Matcher expected = STATUSES.matcher(line);
            if (reason.matches()) {
                notRun = Optional.of(reason.group(1));
            } else if (expected.matches()) {
                statuses = Stream.of(expected.group(1).split(", "))
                        .map(Integer::valueOf)
                        .toList();
            } else if (!line.isBlank()) {
                // A comment is about the block that follows it at once.
                notRun = Optional.empty();
                statuses = List.of();
            }
            if (!fence.matches()) {
                Matcher heading = HEADING.matcher(line);
                if (heading.matches()) {
                    headings.add(heading.group(1));
                }
                LINK.matcher(CODE.matcher(line).replaceAll("`")).results().forEach(link -> links.add(link.group(1)));
            }
        }
        return new Page(file, List.copyOf(blocks), anchors(headings), List.copyOf(links));
    }

    /** As GitHub makes them: lower case, no punctuation, hyphens for spaces, a number where a heading is repeated. */
    private static List<String> anchors(List<String> headings) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> anchors = new ArrayList<>();
        for (String heading : headings) {
            String words = LINK_TEXT.matcher(heading).replaceAll("$1").toLowerCase(Locale.ROOT);
            String anchor = NO_ANCHOR.matcher(words).replaceAll("").replace(' ', '-');
            int earlier = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(earlier == 0 ? anchor : anchor + "-" + earlier);
        }
        return List.copyOf(anchors);
    }

    /** Where a relative link leads to; empty for the address of another site. */
    Optional<Path> target(String link) {
        if (link.matches("[a-z]+:.*")) {
            return Optional.empty();
        }
        String path = link.replaceFirst("#.*", "");
        return Optional.of(path.isEmpty() ? file : file.resolveSibling(path).normalize());
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
