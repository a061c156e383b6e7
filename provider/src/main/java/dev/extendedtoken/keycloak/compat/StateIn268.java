package dev.extendedtoken.keycloak.compat;

import java.util.Arrays;

/** What Keycloak 26.8 does to a type that the extension uses, compared with 26.7.4. */
enum StateIn268 {
    SAME("same"),
    COMPATIBLE("compatible"),
    CHANGED("changed"),
    /** Its newest source could not be had; neither the upgrade guide nor the issues of 26.8 name a change. */
    NOT_COMPARED("not compared");

    private final String label;

    StateIn268(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static StateIn268 labelled(String label) {
        return Arrays.stream(values())
                .filter(state -> state.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no state: " + label));
    }
}
