package dev.extendedtoken.keycloak.compat;

import java.util.Arrays;

/**
 * One type of Keycloak without a public API that the extension uses. Nested types count with the type around them.
 *
 * @param name the type's qualified name
 * @param use what the extension does with it
 * @param breaks what no longer works if it changes
 * @param state what 26.8 does to it
 * @param note what changed and how the extension deals with it, with the upstream issue; empty if there is nothing to say
 */
record InternalType(String name, Use use, String breaks, StateIn268 state, String note) {

    /** How the extension uses a type; where it does more than one, the first of these. */
    enum Use {
        EXTENDS("extends"),
        IMPLEMENTS("implements"),
        CALLS("calls"),
        /** As text; whether it exists shows at run time only. */
        NAMES("names");

        private final String label;

        Use(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        static Use labelled(String label) {
            return Arrays.stream(values())
                    .filter(use -> use.label.equals(label))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no use: " + label));
        }
    }
}
