package dev.extendedtoken.keycloak.compat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A list file beside this class: one entry a line. Blank lines and lines that begin with {@code #} are ignored. */
final class ListFile {

    private ListFile() {}

    static List<String> read(String resource) {
        try (InputStream list = ListFile.class.getResourceAsStream(resource)) {
            return entries(new String(list.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> entries(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    /** The columns of an entry, which are separated by {@code |}. */
    static List<String> columns(String line, int number) {
        List<String> columns =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (columns.size() != number) {
            throw new IllegalArgumentException("not " + number + " columns: " + line);
        }
        return columns;
    }
}
