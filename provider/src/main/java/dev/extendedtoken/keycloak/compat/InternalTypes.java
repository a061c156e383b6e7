package dev.extendedtoken.keycloak.compat;

import java.util.List;
import java.util.Optional;

/** The list {@code internal-types.txt}: the types of Keycloak without a public API that the extension uses. */
final class InternalTypes {

    private static final int COLUMNS = 5;

    static final List<InternalType> ALL = parse(ListFile.read("internal-types.txt"));

    private InternalTypes() {}

    /** The entry of a type; empty if it is not listed. */
    static Optional<InternalType> find(Class<?> type) {
        return ALL.stream().filter(entry -> entry.name().equals(type.getName())).findFirst();
    }

    static List<InternalType> parse(List<String> lines) {
        return lines.stream().map(InternalTypes::entry).toList();
    }

    private static InternalType entry(String line) {
        List<String> columns = ListFile.columns(line, COLUMNS);
        return new InternalType(
                columns.get(0),
                Label.parse(InternalType.Use.class, columns.get(1)),
                columns.get(2),
                Label.parse(StateIn268.class, columns.get(3)),
                columns.get(4));
    }
}
