package dev.extendedtoken.keycloak.compat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The types of Keycloak without a public API that the extension uses, one a line in {@code internal-types.txt}. */
final class InternalTypes {

    static final List<InternalType> ALL = read("internal-types.txt");

    private static final int COLUMNS = 5;

    private InternalTypes() {}

    static List<InternalType> parse(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(InternalTypes::entry)
                .toList();
    }

    private static InternalType entry(String line) {
        List<String> columns =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (columns.size() != COLUMNS) {
            throw new IllegalArgumentException("not " + COLUMNS + " columns: " + line);
        }
        return new InternalType(
                columns.get(0),
                InternalType.Use.labelled(columns.get(1)),
                columns.get(2),
                StateIn268.labelled(columns.get(3)),
                columns.get(4));
    }

    private static List<InternalType> read(String resource) {
        try (InputStream list = InternalTypes.class.getResourceAsStream(resource)) {
            return parse(new String(list.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
