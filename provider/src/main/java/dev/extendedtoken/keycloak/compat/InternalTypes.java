package dev.extendedtoken.keycloak.compat;

import java.util.Arrays;
import java.util.List;

/** The types of Keycloak without a public API that the extension uses, one a line in {@code internal-types.txt}. */
final class InternalTypes {

    private static final int COLUMNS = 5;

    static final List<InternalType> ALL = parse(ListFile.read("internal-types.txt"));

    private InternalTypes() {}

    static List<InternalType> parse(List<String> lines) {
        return lines.stream().map(InternalTypes::entry).toList();
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
}
