package dev.extendedtoken.keycloak.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;

/** The programs of this machine. */
public final class Programs {

    private Programs() {}

    /** Where the PATH leads to. */
    static Optional<File> find(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }

    /** Runs a program to its end, and returns its exit code. */
    public static int run(ProcessBuilder program) {
        try {
            return program.start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
