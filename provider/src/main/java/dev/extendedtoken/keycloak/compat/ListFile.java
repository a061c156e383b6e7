package dev.extendedtoken.keycloak.compat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A list beside this class: an entry a line; blank lines, and those that begin with {@code #}, are none. */
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
}
