package dev.extendedtoken.keycloak.compat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the JAR, from a file that the build writes. Keycloak's class loader does not provide the manifest. */
public final class BuildVersion {

    private BuildVersion() {}

    public static String read() {
        try (InputStream file = BuildVersion.class.getResourceAsStream("/extended-token-endpoint.properties")) {
            Properties properties = new Properties();
            properties.load(file);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException("The JAR is damaged; build or download it again", e);
        }
    }
}
