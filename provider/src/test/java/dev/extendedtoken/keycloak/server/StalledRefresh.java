package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.token.TokenPostProcessor;
import org.keycloak.protocol.oidc.token.TokenPostProcessorFactory;

/**
 * Stops a refresh between its decision and its commit, as a long pause of the machine would, for as long as the file exists
 * that the header {@code x-stall} names. Runs in the server.
 */
public final class StalledRefresh implements TokenPostProcessorFactory {

    /** Names a file; another one with the suffix {@link #REACHED} appears when the request waits for it. */
    public static final String HEADER = "x-stall";

    public static final String REACHED = ".reached";

    @Override
    public TokenPostProcessor create(KeycloakSession session) {
        return response -> {
            String file = session.getContext().getHttpRequest().getHttpHeaders().getHeaderString(HEADER);
            if (file != null && response.requestRefreshToken() != null) {
                await(Path.of(file));
            }
        };
    }

    private static void await(Path file) {
        try {
            Files.createFile(Path.of(file + REACHED));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        while (Files.exists(file)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** After the extension's. */
    @Override
    public int order() {
        return -2000;
    }

    @Override
    public String getId() {
        return "stalled-refresh";
    }

    /** Installs it as a provider JAR of its own. */
    static KeycloakHome installIn(KeycloakHome home) {
        String entry = StalledRefresh.class.getName().replace('.', '/') + ".class";
        Path jar = home.folder().resolve("providers/stalled-refresh.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream compiled = StalledRefresh.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            compiled.transferTo(out);
            out.putNextEntry(new JarEntry("META-INF/services/" + TokenPostProcessorFactory.class.getName()));
            out.write(StalledRefresh.class.getName().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return home;
    }
}
