package dev.extendedtoken.keycloak.compat;

import java.util.Locale;
import java.util.stream.Stream;

/** The text of an enum constant in the list files: its name in lower case, with spaces. */
final class Label {

    private Label() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static <E extends Enum<E>> E parse(Class<E> type, String label) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> of(constant).equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no " + type.getSimpleName() + ": " + label));
    }
}
