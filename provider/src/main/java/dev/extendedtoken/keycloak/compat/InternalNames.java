package dev.extendedtoken.keycloak.compat;

import java.util.List;

/** The list {@code internal-names.txt}: names in Keycloak that the extension knows as text only. */
final class InternalNames {

    private static final int COLUMNS = 5;

    static final List<InternalName> ALL = parse(ListFile.read("internal-names.txt"));

    private InternalNames() {}

    static List<InternalName> parse(List<String> lines) {
        return lines.stream().map(InternalNames::entry).toList();
    }

    private static InternalName entry(String line) {
        List<String> columns = ListFile.columns(line, COLUMNS);
        return new InternalName(
                columns.get(0),
                columns.get(1),
                columns.get(2),
                Label.parse(StateIn268.class, columns.get(3)),
                columns.get(4));
    }
}
