package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The JAR that an administrator copies into {@code providers/}. */
class JarIT {

    private static final Path JAR = Path.of(System.getProperty("provider.jar"));

    @Test
    void containsNoForeignClasses() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName))
                    .allMatch(name -> name.startsWith("dev/extendedtoken/keycloak/")
                            || name.startsWith("META-INF/services/")
                            || name.startsWith("theme-resources/")
                            || name.equals("META-INF/MANIFEST.MF")
                            || name.equals("META-INF/LICENSE")
                            || name.equals("META-INF/LICENSE-keycloak-js.txt")
                            || name.equals("extended-token-endpoint.properties"));
        }
    }

    @Test
    void namesVersionCommitAndLicence() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();

            assertThat(manifest.getValue("Implementation-Version")).matches("[0-9]+\\.[0-9]+\\.[0-9]+(-SNAPSHOT)?");
            assertThat(manifest.getValue("Implementation-Build")).matches("[0-9a-f]{40}(-dirty)?|unknown");
            assertThat(manifest.getValue("Bundle-License")).isEqualTo("Apache-2.0");
            assertThat(jar.getEntry("META-INF/LICENSE")).isNotNull();
        }
    }

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(JAR)).isLessThan(900_000);
    }

    /** Java 17: class file version 61. */
    @Test
    void runsOnJava17() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            ZipEntry first = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .findFirst()
                    .orElseThrow();
            assertThat(jar.getInputStream(first).readNBytes(8)[7]).isEqualTo((byte) 61);
        }
    }
}
