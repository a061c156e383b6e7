package dev.extendedtoken.keycloak.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A script of {@code src/test/node}, running: it prints lines and reads lines. */
public final class NodeScript implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    private NodeScript(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Installs the packages if they are not there yet, and starts the script. */
    public static NodeScript start(String script, Map<String, String> environment) {
        try {
            Path folder = NodePackages.installed();
            ProcessBuilder builder = new ProcessBuilder("node", script)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            builder.environment().putAll(environment);
            return new NodeScript(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + script, e);
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
