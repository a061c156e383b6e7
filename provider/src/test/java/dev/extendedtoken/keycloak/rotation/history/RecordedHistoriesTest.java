package dev.extendedtoken.keycloak.rotation.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replays histories through the checker: recorded ones of {@code src/test/resources/histories}, and a further one by {@code
 * -Dhistory=target/histories/...json}.
 */
class RecordedHistoriesTest {

    private static final Path FOLDER = Path.of("src/test/resources/histories");

    @TestFactory
    Stream<DynamicTest> areTheOnesOfAFamily() throws IOException {
        Stream<Path> further = Optional.ofNullable(System.getProperty("history")).map(Path::of).stream();
        return Stream.concat(files("good"), further)
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> assertThat(HistoryChecker.problems(History.read(file)))
                                .isEmpty()));
    }

    /** The same ones with one response changed. */
    @TestFactory
    Stream<DynamicTest> areNotThoseOfAFamily() throws IOException {
        return files("bad")
                .map(file -> DynamicTest.dynamicTest(
                        file.getFileName().toString(), () -> assertThat(HistoryChecker.problems(History.read(file)))
                                .isNotEmpty()));
    }

    @Test
    void areReadAsTheyWereWritten(@TempDir Path folder) throws IOException {
        for (Path file : files("good").toList()) {
            History history = History.read(file);
            Path copy = folder.resolve("new-folder/copy.json");
            history.write(copy);
            assertThat(History.read(copy)).isEqualTo(history);
        }
    }

    private static Stream<Path> files(String kind) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(kind))) {
            return files.sorted().toList().stream();
        }
    }
}
