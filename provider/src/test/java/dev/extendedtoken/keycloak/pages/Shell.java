package dev.extendedtoken.keycloak.pages;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A shell that is given one piece after the other. A command that fails ends it. */
final class Shell implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    /** Printed after each piece. */
    private static final String DONE = "-- done --";

    /** Printed when the shell has ended. */
    private static final String ENDED = "-- ended --";

    private static final String START =
            """
            set -E -o pipefail
            trap 'echo "failed with $?: $BASH_COMMAND"' ERR
            compgen -v | sort > "$HOME/variables"
            """;

    /** Not what bash itself sets in passing. */
    private static final String SAVE =
            """
            { declare -f
              for name in $(compgen -v | sort | comm -13 "$HOME/variables" - | grep -vE '^(BASH|FUNCNAME|PIPESTATUS|_|name$)'); do
                declare -p $name
              done
            } > '%s'
            """;

    private final Process process;
    private final Path pieces;
    private final Writer input;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private int count;

    private Shell(Process process, Path pieces) {
        this.process = process;
        this.pieces = pieces;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAll, "output of a page");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a shell in a folder. */
    static Shell start(Workplace workplace, Path folder) throws IOException {
        ProcessBuilder bash = new ProcessBuilder("bash", "--noprofile", "--norc")
                .directory(folder.toFile())
                .redirectErrorStream(true);
        bash.environment().putAll(workplace.environment());
        Shell shell = new Shell(bash.start(), Files.createTempDirectory(workplace.folder(), "pieces"));
        shell.run(START);
        return shell;
    }

    /** Takes over what another shell has saved. */
    void load(Path saved) throws IOException {
        run(Files.readString(saved));
    }

    /** Keeps functions and variables. */
    void save(Path file) throws IOException {
        run(SAVE.formatted(file));
    }

    /** Runs a piece and returns what it printed, errors included. */
    String run(String piece) throws IOException {
        Path file = pieces.resolve(count++ + ".sh");
        Files.writeString(file, piece);
        input.write("set -e; source '" + file + "' < /dev/null; { set +e; } 2> /dev/null; echo; echo '" + DONE + "'\n");
        input.flush();
        StringBuilder printed = new StringBuilder();
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (true) {
            Optional<String> line = nextLine(end);
            if (line.isEmpty() || line.get().equals(ENDED)) {
                throw new AssertionError(
                        (line.isEmpty() ? "Not done after " + TIMEOUT.toSeconds() + " s" : "A command failed") + ":\n"
                                + piece + "\nPrinted:\n" + printed);
            }
            if (line.get().equals(DONE)) {
                return printed.toString();
            }
            printed.append(line.get()).append('\n');
        }
    }

    private Optional<String> nextLine(long end) throws InterruptedIOException {
        try {
            return Optional.ofNullable(output.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private void readAll() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
            }
        } catch (IOException closed) {
            // By close(). Thrown here, it would fail a test that awaits something in another thread (Awaitility).
        } finally {
            output.add(ENDED);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
