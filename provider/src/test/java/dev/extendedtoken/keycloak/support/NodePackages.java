package dev.extendedtoken.keycloak.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders of scripts and pages, with the packages from npm that they use. */
public final class NodePackages {

    private NodePackages() {}

    /**
     * A copy of the folder, with its {@code node_modules}; installed when first asked for.
     *
     * @param folder below {@code src}
     */
    public static synchronized Path installed(String folder) {
        try {
            return install(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot install the packages from npm", e);
        }
    }

    private static Path install(String sourceFolder) throws IOException {
        Path root = Path.of(System.getProperty("project.root"), "provider");
        Path folder = root.resolve("target").resolve(sourceFolder);
        Files.createDirectories(folder);
        File[] sources = root.resolve("src").resolve(sourceFolder).toFile().listFiles(File::isFile);
        boolean complete = true;
        for (File source : sources) {
            Path copy = folder.resolve(source.getName());
            complete &= Files.exists(copy) && Files.mismatch(copy, source.toPath()) == -1;
            Files.write(copy, Files.readAllBytes(source.toPath()));
        }
        if (!complete || !Files.exists(folder.resolve("node_modules"))) {
            npmInstall(folder);
        }
        return folder;
    }

    private static void npmInstall(Path folder) throws IOException {
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("npm.log").toFile())
                .start();
        try {
            if (npm.waitFor() != 0) {
                throw new IOException("npm ci failed, see " + folder.resolve("npm.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        }
    }
}
