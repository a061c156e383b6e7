package dev.extendedtoken.keycloak.server;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.keycloak.models.KeycloakSession;

/** Rolls back the transaction of every request that is answered with an error. Runs in the server. */
@Provider
public class RollbackFilter implements ContainerResponseFilter {

    @Context
    KeycloakSession session;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() >= 400) {
            session.getTransactionManager().setRollbackOnly();
        }
    }

    /** Installs it as a provider JAR of its own. */
    static void installIn(KeycloakHome home) {
        String entry = RollbackFilter.class.getName().replace('.', '/') + ".class";
        Path jar = home.folder().resolve("providers/rollback-filter.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream compiled = RollbackFilter.class.getResourceAsStream("/" + entry)) {
            out.putNextEntry(new JarEntry(entry));
            compiled.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
