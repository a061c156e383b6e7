package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The pages of this folder name tests as evidence: each of them exists. */
class NamedTestsTest {

    private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w+(?:IT|Test))`");

    @TestFactory
    Stream<DynamicTest> everyNamedTestExists() throws IOException {
        Set<String> tests = tests();
        return Stream.of("OPERATIONS.md", "README.md", "SECURITY.md")
                .map(page -> DynamicTest.dynamicTest(
                        page, () -> assertThat(named(page)).isNotEmpty().isSubsetOf(tests)));
    }

    private static Set<String> named(String page) throws IOException {
        return NAMED.matcher(Files.readString(Path.of(page)))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }
}
