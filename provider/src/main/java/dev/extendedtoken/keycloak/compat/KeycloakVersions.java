package dev.extendedtoken.keycloak.compat;

import java.util.List;

/** The versions of Keycloak that this release of the extension is tested on or prepared for. */
final class KeycloakVersions {

    /** A minor release with all its patch releases, such as 26.7. */
    record Minor(String name) {

        /** Also true for a version with a vendor's suffix. */
        boolean includes(String version) {
            return version.equals(name) || version.startsWith(name + ".");
        }

        @Override
        public String toString() {
            return name + ".x";
        }
    }

    enum Support {
        TESTED,
        PREPARED,
        OTHER
    }

    /** The releases that the tests run on. */
    static final List<String> TESTED = List.of("26.7.0", "26.7.1", "26.7.4", "26.7.5");

    static final Minor TESTED_MINOR = new Minor("26.7");

    /** Its sources were read, and the tests simulate its two large changes on 26.7. No test has run on it. */
    static final Minor PREPARED_MINOR = new Minor("26.8");

    private KeycloakVersions() {}

    static Support supportOf(String server) {
        if (TESTED_MINOR.includes(server)) {
            return Support.TESTED;
        }
        return PREPARED_MINOR.includes(server) ? Support.PREPARED : Support.OTHER;
    }
}
