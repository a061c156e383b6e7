package dev.extendedtoken.keycloak.compat;

import java.util.List;

/** The versions of Keycloak that this release of the extension was tested on or prepared for. */
final class KeycloakVersions {

    /** A line of releases, such as 26.7. */
    record Line(String name) {

        /** Any release of the line, also one with a vendor's suffix. */
        boolean has(String version) {
            return version.equals(name) || version.startsWith(name + ".");
        }

        @Override
        public String toString() {
            return name + ".x";
        }
    }

    /** What this release says of a server's version. */
    enum Support {
        TESTED,
        PREPARED,
        OTHER
    }

    /** The releases that the tests run on. */
    static final List<String> TESTED = List.of("26.7.0", "26.7.1", "26.7.4", "26.7.5");

    static final Line TESTED_LINE = new Line("26.7");

    /** Read in its sources, its two big changes brought about on the tested line; never run. */
    static final Line PREPARED_LINE = new Line("26.8");

    private KeycloakVersions() {}

    static Support of(String server) {
        if (TESTED_LINE.has(server)) {
            return Support.TESTED;
        }
        return PREPARED_LINE.has(server) ? Support.PREPARED : Support.OTHER;
    }
}
