package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The pages of this folder name tests as evidence, some with a method: each of them exists. */
class NamedTestsTest {

    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+(?:IT|Test))(?:#(\\w+))?`");
    private static final Pattern SUPERCLASS = Pattern.compile("class \\w+ extends (\\w+)");

    @TestFactory
    Stream<DynamicTest> everyNamedTestExists() throws IOException {
        Map<String, Path> tests = tests();
        return Stream.of("FAULTS.md", "OPERATIONS.md", "PROOFS.md", "README.md", "SECURITY.md")
                .map(page -> DynamicTest.dynamicTest(
                        page, () -> assertThat(named(page)).isNotEmpty().allMatch(test -> exists(test, tests))));
    }

    private static Set<String> named(String page) throws IOException {
        return NAMED.matcher(Files.readString(Path.of(page)))
                .results()
                .map(match -> match.group(2) == null ? match.group(1) : match.group(1) + "#" + match.group(2))
                .collect(Collectors.toSet());
    }

    private static boolean exists(String named, Map<String, Path> tests) {
        String[] parts = named.split("#");
        return parts.length == 1 ? tests.containsKey(named) : hasMethod(parts[0], parts[1], tests);
    }

    /** Of its own or inherited. */
    private static boolean hasMethod(String test, String method, Map<String, Path> tests) {
        Optional<String> source = Optional.ofNullable(tests.get(test)).map(NamedTestsTest::read);
        if (source.isEmpty()) {
            return false;
        }
        if (source.get().matches("(?s).*\\b(void|Stream<DynamicTest>) " + method + "\\(.*")) {
            return true;
        }
        Matcher superclass = SUPERCLASS.matcher(source.get());
        return superclass.find() && hasMethod(superclass.group(1), method, tests);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Path> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.getFileName().toString().endsWith(".java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            file -> file,
                            (first, second) -> first));
        }
    }
}
