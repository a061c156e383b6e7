package dev.extendedtoken.keycloak.server;

import dev.extendedtoken.keycloak.support.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;

/** This machine's Prometheus with the rule file of {@code docker/prometheus}, as shipped; it scrapes each second. */
public final class Prometheus implements AutoCloseable {

    private final Process process;
    private final Path log;
    private final int port;

    private Prometheus(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts it, and waits until it has scraped the server. */
    public static Prometheus start(Keycloak keycloak) {
        int port = FreePort.next();
        try {
            Path folder = Files.createDirectories(BuildOutput.servers().resolve("prometheus-" + port));
            Path log = folder.resolve("prometheus.log");
            Process process = new ProcessBuilder(
                            "prometheus",
                            "--config.file=" + configuration(folder, keycloak),
                            "--storage.tsdb.path=" + folder.resolve("data"),
                            "--web.listen-address=127.0.0.1:" + port)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Prometheus prometheus = new Prometheus(process, log, port);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            prometheus.await();
            return prometheus;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start Prometheus; install it: apt-get install prometheus", e);
        }
    }

    private static Path configuration(Path folder, Keycloak keycloak) throws IOException {
        Path rules = BuildOutput.projectRoot().resolve("docker/prometheus/keycloak-extended-token.rules.yml");
        return Files.writeString(
                folder.resolve("prometheus.yml"),
                """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 1s
                rule_files: ['%s']
                scrape_configs:
                  - job_name: keycloak
                    static_configs:
                      - targets: ['%s']
                """
                        .formatted(rules.toRealPath(), keycloak.management().getAuthority()));
    }

    private void await() {
        Awaitility.await("Prometheus, with its log in " + log)
                .failFast("Prometheus ended, see " + log, () -> !process.isAlive())
                .ignoreExceptions()
                .until(() -> Http.client()
                        .get(uri("/api/v1/query?query=up"))
                        .json()
                        .at("/data/result/0/value/1")
                        .asText()
                        .equals("1"));
    }

    /** @param path with its leading slash, and its query */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        new ProcessTree(process).end();
    }
}
