package dev.extendedtoken.keycloak.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client in another language, running: it prints lines and reads lines. */
public final class Script implements AutoCloseable {

    private static final int TIMEOUT_SECONDS = 180;

    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    private Script(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a program in a folder. */
    public static Script of(List<String> command, Path folder, Map<String, String> environment) {
        return start(new ProcessBuilder(command).directory(folder.toFile()), environment);
    }

    /** Starts a Python program. */
    public static Script python(String program, Map<String, String> environment) {
        return start(new ProcessBuilder("python3", "-c", program), environment);
    }

    private static Script start(ProcessBuilder builder, Map<String, String> environment) {
        try {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT).environment().putAll(environment);
            Process process = builder.start();
            // One that waits for what never comes shall fail its test and not hang it.
            CompletableFuture.delayedExecutor(TIMEOUT_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
            return new Script(process);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + builder.command().get(0), e);
        }
    }

    /** The next line that the script prints. */
    public String read() {
        try {
            String line = output.readLine();
            if (line == null) {
                throw new AssertionError("The script ended; its errors are above");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the script a line to read. */
    public void write(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
