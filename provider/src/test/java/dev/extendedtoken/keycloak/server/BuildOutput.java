package dev.extendedtoken.keycloak.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the Maven build has laid ready; it hands the places over as system properties. */
final class BuildOutput {

    private BuildOutput() {}

    /** The unpacked Keycloak distribution. Never started itself: a start changes it, so servers run in copies. */
    static Path distribution() {
        return path("keycloak.distribution");
    }

    /** That of another version, which {@code -Pmixed} unpacks beside it. */
    static Path distribution(String version) {
        return distribution().resolveSibling("keycloak-" + version);
    }

    static Path providerJar() {
        return path("provider.jar");
    }

    /** The JAR of the version before, from {@code .ci/previous-jar}. */
    static Path previousJar() {
        Path jar = path("previous.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("-Dprevious.jar=" + jar + ": no such file");
        }
        return jar;
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

    /** The name of the image that was built from {@code docker/Dockerfile}. */
    static String image() {
        return property("keycloak.image");
    }

    /** The JDBC address of a PostgreSQL for servers in containers, with user and password; empty if there is none. */
    static Optional<String> postgres() {
        return Optional.of(System.getProperty("postgres", "")).filter(url -> !url.isEmpty());
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
