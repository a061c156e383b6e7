package dev.extendedtoken.keycloak.server;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.pool.TypePool;
import org.keycloak.models.KeycloakSession;
import org.keycloak.utils.KeycloakSessionUtil;

/**
 * Has a server of version 26.7 roll back with an error where 26.8 does (keycloak/keycloak issue 50911): when the response
 * of an exception is asked for, and when an error page is made, in the session that the thread has then.
 */
final class RollbackOnError {

    /** The class, and the method at whose begin the transaction is doomed. */
    private record Place(String type, String method) {}

    private static final List<Place> PLACES = List.of(
            new Place("org.keycloak.services.CorsErrorResponseException", "getResponse"),
            new Place("org.keycloak.services.ErrorPage", "error"));

    private RollbackOnError() {}

    static void installIn(KeycloakHome home) {
        Path lib = home.folder().resolve("lib/lib/main");
        Path jar = lib.resolve("org.keycloak.keycloak-services-" + BuildOutput.keycloakVersion() + ".jar");
        try (ClassFileLocator classes = ClassFileLocator.ForJarFile.of(jar.toFile());
                FileSystem inside = FileSystems.newFileSystem(jar)) {
            for (Place place : PLACES) {
                Path file = inside.getPath(place.type().replace('.', '/') + ".class");
                Files.write(file, changed(place, classes));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] changed(Place place, ClassFileLocator classes) {
        TypePool types = TypePool.Default.of(new ClassFileLocator.Compound(
                classes, ClassFileLocator.ForClassLoader.of(RollbackOnError.class.getClassLoader())));
        try (DynamicType.Unloaded<?> type = new ByteBuddy()
                .redefine(types.describe(place.type()).resolve(), classes)
                .visit(Advice.to(SetRollbackOnly.class).on(named(place.method())))
                .make()) {
            return type.getBytes();
        }
    }

    /** Copied into the methods. */
    private static final class SetRollbackOnly {

        @Advice.OnMethodEnter
        static void enter() {
            KeycloakSession session = KeycloakSessionUtil.getKeycloakSession();
            if (session != null) {
                session.getTransactionManager().setRollbackOnly();
            }
        }
    }
}
