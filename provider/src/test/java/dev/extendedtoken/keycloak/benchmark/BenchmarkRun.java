package dev.extendedtoken.keycloak.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * All results of one run, as they are kept in {@code provider/benchmarks}.
 *
 * @param name for example {@code embedded}, or {@code embedded-2} for a second run
 * @param date of the run, in UTC
 */
record BenchmarkRun(
        String name,
        String date,
        String machine,
        String keycloak,
        String java,
        String generator,
        List<Comparison.Result> results) {

    static final Path FOLDER = ProviderFolder.resolve("benchmarks");

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    void save() {
        try {
            Files.createDirectories(FOLDER);
            Files.writeString(FOLDER.resolve(name + ".json"), JSON.writeValueAsString(this) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All runs that are kept, in the order of their names. */
    static List<BenchmarkRun> all() {
        if (Files.notExists(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(BenchmarkRun::read)
                    .sorted(Comparator.comparing(BenchmarkRun::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BenchmarkRun read(Path file) {
        try {
            return JSON.readValue(file.toFile(), BenchmarkRun.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
