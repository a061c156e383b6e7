package dev.extendedtoken.keycloak.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A load that the generator wrk puts on a server: {@link #CONNECTIONS} connections, each of which sends its next request when
 * it has the answer. It is written in C, and leaves the processors of a small machine to the server.
 *
 * @param script of {@code src/test/wrk}
 * @param environment what the script reads, called before each turn
 * @param lastTokens gets the last refresh token of each connection, if the script refreshes
 */
record WrkLoad(
        String name,
        URI endpoint,
        String script,
        Supplier<Map<String, String>> environment,
        Consumer<List<String>> lastTokens)
        implements Load {

    static final int CONNECTIONS = 4;

    private static final String TOKEN = "TOKEN ";

    private static final Path SCRIPTS = ProviderFolder.resolve("src/test/wrk");

    /** One request over and over. */
    static WrkLoad request(String name, URI endpoint, String contentType, Map<String, String> headers, String body) {
        StringBuilder request = new StringBuilder("POST ")
                .append(endpoint.getPath())
                .append(" HTTP/1.1\r\nHost: ")
                .append(endpoint.getAuthority())
                .append("\r\nContent-Type: ")
                .append(contentType)
                .append("\r\nContent-Length: ")
                .append(body.length())
                .append("\r\n");
        headers.forEach((header, value) ->
                request.append(header).append(": ").append(value).append("\r\n"));
        Path file = write(request.append("\r\n").append(body).toString());
        return new WrkLoad(name, endpoint, "request.lua", () -> Map.of("REQUEST", file.toString()), tokens -> {});
    }

    /**
     * Refreshes, each with the token of the answer before.
     *
     * @param tokens the first ones of a turn
     * @param lastTokens gets the last ones, of which a response may have been lost
     */
    static WrkLoad refreshes(
            String name,
            URI endpoint,
            String authorization,
            Supplier<List<String>> tokens,
            Consumer<List<String>> lastTokens) {
        return new WrkLoad(
                name,
                endpoint,
                "refresh.lua",
                () -> Map.of(
                        "TOKENS",
                        write(String.join("\n", tokens.get()) + "\n").toString(),
                        "AUTHORIZATION",
                        authorization),
                lastTokens);
    }

    /**
     * Runs the load once.
     *
     * @throws IllegalStateException if a request was answered with an error
     */
    @Override
    public Turn run(Duration duration) {
        ProcessBuilder wrk = new ProcessBuilder(
                "wrk",
                "-t" + CONNECTIONS,
                "-c" + CONNECTIONS,
                "-d" + duration.toSeconds() + "s",
                "-s",
                SCRIPTS.resolve(script).toString(),
                endpoint.toString());
        wrk.environment().putAll(environment.get());
        wrk.environment().put("REPORT", SCRIPTS.resolve("report.lua").toString());
        try {
            Process process = wrk.redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            lastTokens.accept(output.lines()
                    .filter(line -> line.startsWith(TOKEN))
                    .map(line -> line.substring(TOKEN.length()))
                    .toList());
            return output.lines()
                    .filter(line -> line.startsWith("TURN "))
                    .map(Turn::parse)
                    .filter(turn -> turn.errors() == 0)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(name + ": " + output));
        } catch (IOException e) {
            throw new UncheckedIOException("Is wrk installed?", e);
        }
    }

    private static Path write(String text) {
        try {
            Path file = Files.createTempFile("wrk", "");
            file.toFile().deleteOnExit();
            return Files.writeString(file, text, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
