package dev.extendedtoken.keycloak.clients.shared;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.support.NodePackages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of {@code shared-tokens}, running: it reads commands and answers each with a line of JSON. */
final class ClientProcess implements AutoCloseable {

    /** The programs and pages, with their packages. */
    static final Path FOLDER = NodePackages.installed("clients/shared-tokens");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;

    private ClientProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.UTF_8);
        this.commands = process.outputWriter(StandardCharsets.UTF_8);
    }

    static ClientProcess start(String program, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("node", program)
                .directory(FOLDER.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new ClientProcess(builder.start());
    }

    /** Gives it a command; {@link #answer} waits for what comes of it. */
    void tell(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    JsonNode answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The program ended; its errors are above");
        }
        return JSON.readTree(line);
    }

    JsonNode ask(String command) throws IOException {
        tell(command);
        return answer();
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The end of its input ends a program and what it has started. */
    @Override
    public void close() {
        try {
            commands.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
