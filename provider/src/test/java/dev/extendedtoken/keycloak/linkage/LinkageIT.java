package dev.extendedtoken.keycloak.linkage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packed JAR links with keycloak-core and keycloak-common of both minor versions that it is made for. */
class LinkageIT {

    private static final String TESTED = System.getProperty("keycloak.version");

    private static Map<String, byte[]> classes;

    @BeforeAll
    static void read() throws IOException {
        classes = new HashMap<>();
        try (JarFile jar = new JarFile(System.getProperty("provider.jar"))) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(".class")) {
                    classes.put(
                            entry.getName().replace(".class", ""),
                            jar.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    /** On the tested version that is nothing but a check of the checker. */
    @ParameterizedTest
    @ValueSource(strings = {"keycloak.version", "keycloak.next.version"})
    void everyReferenceResolves(String version) {
        assertThat(Linkage.broken(classes, TESTED, System.getProperty(version))).isEmpty();
    }

    @Test
    void thereAreReferencesToResolve() {
        Libraries libraries = Libraries.forVersion(System.getProperty("keycloak.next.version"), classes);
        assertThat(classes.values().stream()
                        .map(References::read)
                        .flatMap(references -> references.members().stream())
                        .filter(member -> libraries.isVersioned(member.owner()))
                        .distinct())
                .hasSizeGreaterThan(50);
    }
}
