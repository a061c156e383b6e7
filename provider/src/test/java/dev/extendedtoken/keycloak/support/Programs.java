package dev.extendedtoken.keycloak.support;

import java.io.File;
import java.util.Arrays;
import java.util.Optional;

/** The programs of this machine. */
final class Programs {

    private Programs() {}

    /** Where the PATH leads to. */
    static Optional<File> find(String name) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> new File(folder, name))
                .filter(File::canExecute)
                .findFirst();
    }
}
