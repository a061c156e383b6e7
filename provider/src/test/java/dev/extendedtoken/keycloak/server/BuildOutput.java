package dev.extendedtoken.keycloak.server;

import java.nio.file.Path;

/** What the Maven build has laid ready; it hands the places over as system properties. */
final class BuildOutput {

    private BuildOutput() {}

    /** The unpacked Keycloak distribution. Never started itself: a start changes it, so servers run in copies. */
    static Path distribution() {
        return path("keycloak.distribution");
    }

    static Path providerJar() {
        return path("provider.jar");
    }

    static Path projectRoot() {
        return path("project.root");
    }

    /** Where servers keep their copies and logs. */
    static Path servers() {
        return providerJar().resolveSibling("servers");
    }

    static String keycloakVersion() {
        return property("keycloak.server.version");
    }

    private static Path path(String property) {
        return Path.of(property(property)).toAbsolutePath().normalize();
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException(
                    "System property " + name + " is not set; run this through Maven, see the README");
        }
        return value;
    }
}
