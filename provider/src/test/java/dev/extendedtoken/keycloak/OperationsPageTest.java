package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.apikey.KeyCounter;
import dev.extendedtoken.keycloak.outofband.model.AuthorizationError;
import dev.extendedtoken.keycloak.rotation.family.Decision;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code OPERATIONS.md} has each reason of an event, each counter or gauge and each message in the log that the code has. */
class OperationsPageTest {

    private static final Path MAIN = Path.of("src/main/java/dev/extendedtoken/keycloak");

    private static final Pattern PREFIXED = Pattern.compile(
            "\"((?:api_key|out_of_band|refresh_token|registration|reserved_client|token_request|user_jwt)_[a-z_]*[a-z])\"");
    private static final Pattern CONSTANT = Pattern.compile("String ([A-Z_]+) =\\s+\"([a-z_-]+)\"");
    private static final Pattern RULE =
            Pattern.compile("RuleViolation\\s*\\.(?:request|scope)\\(\\s*(?:RequestRules\\.)?([A-Z_]+),");
    private static final Pattern RULE_TEXT = Pattern.compile("new RuleViolation\\(\\s*\"([a-z-]+)\"");
    private static final Pattern COUNTER = Pattern.compile("\"(keycloak\\.extended\\.[a-z.]+)\"");
    private static final Pattern COUNTER_IN_PAGE = Pattern.compile("(?m)^\\| `(keycloak_extended_token_[a-z_]+)` \\|");
    private static final Pattern ENUM_TEXT = Pattern.compile("[A-Z]+\\(\"([a-z]+)\"\\)");
    private static final Pattern LOGGED =
            Pattern.compile("LOG\\s*\\.(?:warn|info|error)f?\\(\\s*(?:\\w+,\\s*)?\"([^\"]*)\"");
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

    private final String page = read(Path.of("OPERATIONS.md"));

    @Test
    void everyReasonIsInTheTable() {
        Set<String> reasons = firstCells("### Every reason");
        Set<String> details = firstCells("### Every detail");
        Set<String> code = new TreeSet<>(literals());
        code.addAll(enumerated());

        Set<String> missing = new TreeSet<>(code);
        missing.removeAll(reasons);
        missing.removeAll(details);
        assertThat(missing).as("in the code, and not on the page").isEmpty();

        Set<String> gone = new TreeSet<>(reasons);
        gone.removeAll(code);
        assertThat(gone).as("on the page, and not in the code").isEmpty();
    }

    @Test
    void everyCounterIsInTheTable() {
        Set<String> counters = sources()
                .flatMap(source -> find(COUNTER, Stream.of(source))
                        .map(match ->
                                match.group(1).replace('.', '_') + (source.contains("Gauge.builder") ? "" : "_total")))
                .collect(Collectors.toSet());

        assertThat(find(COUNTER_IN_PAGE, Stream.of(section("## Metrics"))).map(match -> match.group(1)))
                .containsExactlyInAnyOrderElementsOf(counters);
    }

    @Test
    void everyOutcomeOfACounterIsInTheTable() {
        Stream<String> rotation = find(ENUM_TEXT, Stream.of(read(MAIN.resolve("rotation/RotationCounter.java"))))
                .map(match -> match.group(1));
        Stream<String> keys = enumerated().stream()
                .filter(reason -> reason.startsWith("api_key_"))
                .map(reason -> reason.substring("api_key_".length()));

        assertThat(Stream.concat(rotation, keys)).isNotEmpty().allSatisfy(outcome -> assertThat(section("## Metrics"))
                .contains("`" + outcome + "`"));
    }

    /** Longer texts are built elsewhere, and only logged: of those, the page has what it quotes. */
    @Test
    void everyMessageIsInTheTable() {
        assertThat(find(LOGGED, sources()).map(match -> longestPart(match.group(1))))
                .isNotEmpty()
                .allSatisfy(message ->
                        assertThat(section("### Messages in the log")).contains(message));
    }

    private static Set<String> literals() {
        return find(PREFIXED, sources()).map(match -> match.group(1)).collect(Collectors.toSet());
    }

    private static Set<String> enumerated() {
        return Stream.of(
                        Arrays.stream(KeyCounter.values())
                                .filter(outcome -> outcome != KeyCounter.ACCEPTED)
                                .map(outcome -> "api_key_" + outcome.code()),
                        Arrays.stream(UserJwtException.Reason.values())
                                .map(reason -> new UserJwtException(reason).getMessage()),
                        Arrays.stream(Decision.Reason.values()).map(Decision.Reason::code),
                        Arrays.stream(AuthorizationError.values()).map(AuthorizationError::reason),
                        ruleReasons())
                .flatMap(Function.identity())
                .collect(Collectors.toSet());
    }

    private static Stream<String> ruleReasons() {
        Map<String, String> options = find(
                        CONSTANT, Stream.of(read(MAIN.resolve("tokenrequest/model/RequestRules.java"))))
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));
        Stream<String> rules = find(RULE, sources()).map(match -> options.get(match.group(1)));
        Stream<String> others = find(RULE_TEXT, sources()).map(match -> match.group(1));
        return Stream.concat(rules, others).map(rule -> "token_request_" + rule.replace('-', '_'));
    }

    private static String longestPart(String message) {
        return Arrays.stream(message.split("'?%s'?"))
                .map(part -> part.strip().replaceAll("[,:]$", ""))
                .max(Comparator.comparingInt(String::length))
                .orElseThrow();
    }

    private Set<String> firstCells(String heading) {
        return find(FIRST_CELL, Stream.of(section(heading)))
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The text from a heading to the next heading. */
    private String section(String heading) {
        int start = page.indexOf(heading + "\n");
        assertThat(start).as(heading).isNotNegative();
        int end = page.indexOf("\n#", start + heading.length());
        return end < 0 ? page.substring(start) : page.substring(start, end);
    }

    private static Stream<MatchResult> find(Pattern pattern, Stream<String> texts) {
        return texts.map(pattern::matcher)
                .map(matcher -> matcher.results().toList())
                .flatMap(Collection::stream);
    }

    private static Stream<String> sources() {
        try (Stream<Path> files = Files.walk(MAIN)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            return sources.stream().map(OperationsPageTest::read);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
