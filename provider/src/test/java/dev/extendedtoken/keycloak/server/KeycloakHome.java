package dev.extendedtoken.keycloak.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A copy of the distribution to run one server in: a start changes the folder.
 *
 * @param folder where {@code bin}, {@code providers} and {@code data} are
 */
record KeycloakHome(Path folder) {

    /** A new copy; what an earlier server of that name left behind is gone. */
    static KeycloakHome fresh(String name) {
        return copy(BuildOutput.distribution(), name);
    }

    /** The same of another version of Keycloak. */
    static KeycloakHome fresh(String name, String version) {
        return copy(BuildOutput.distribution(version), name);
    }

    /** A copy of this one, with all that {@code kc.sh build} has made of it. */
    KeycloakHome copy(String name) {
        return copy(folder, name);
    }

    private static KeycloakHome copy(Path from, String name) {
        Path folder = BuildOutput.servers().resolve(name);
        try {
            delete(folder);
            Files.walkFileTree(from, new Copy(from, folder));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot copy Keycloak to " + folder, e);
        }
        folder.resolve("bin/kc.sh").toFile().setExecutable(true);
        return new KeycloakHome(folder);
    }

    KeycloakHome withProvider() {
        return withFile(BuildOutput.providerJar(), "providers");
    }

    /** Puts a file into one of the folders. */
    KeycloakHome withFile(Path file, String into) {
        try {
            Path target = folder.resolve(into);
            Files.createDirectories(target);
            Files.copy(file, target.resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    String launcher() {
        return folder.resolve("bin/kc.sh").toString();
    }

    Path log() {
        return folder.resolveSibling(folder.getFileName() + ".log");
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private static final class Copy extends SimpleFileVisitor<Path> {

        private final Path from;
        private final Path to;

        Copy(Path from, Path to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            Files.createDirectories(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
        }
    }
}
