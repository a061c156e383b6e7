package dev.extendedtoken.keycloak.benchmark;

import java.nio.file.Path;

/** The folder {@code provider} of the repository, in which tests run, but not benchmarks. */
final class ProviderFolder {

    private ProviderFolder() {}

    static Path resolve(String path) {
        String root = System.getProperty("project.root");
        return (root == null ? Path.of(path) : Path.of(root, "provider", path))
                .toAbsolutePath()
                .normalize();
    }
}
