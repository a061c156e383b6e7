package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system of a few hundred megabytes in memory, which can be filled. Linux only, as root. */
public final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 8_192;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** @param megabytes its size */
    public static SmallDisk mount(int megabytes) {
        try {
            SmallDisk disk = new SmallDisk(Files.createTempDirectory("small-disk"));
            Runtime.getRuntime().addShutdownHook(new Thread(disk::close));
            if (run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", disk.folder.toString()) != 0) {
                throw new IllegalStateException("mount failed; it wants root");
            }
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path folder() {
        return folder;
    }

    /** Leaves no space. */
    public void fill() {
        byte[] block = new byte[BLOCK];
        try (OutputStream filling = Files.newOutputStream(filling())) {
            while (true) {
                filling.write(block);
            }
        } catch (IOException full) {
            // What was to be reached.
        }
    }

    /** After {@link #fill}. */
    public void free() {
        try {
            Files.deleteIfExists(filling());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path filling() {
        return folder.resolve("filling");
    }

    private static int run(String... command) {
        try {
            return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Whoever still has files open there keeps them until it ends. */
    @Override
    public void close() {
        if (Files.exists(folder) && run("umount", "--lazy", folder.toString()) == 0) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
