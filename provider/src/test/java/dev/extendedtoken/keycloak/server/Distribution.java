package dev.extendedtoken.keycloak.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Keycloak from Maven Central as a process of this machine: own copy, own ports, database in memory. */
final class Distribution implements Keycloak {

    private static final Duration START = Duration.ofMinutes(5);

    private final Path home;
    private final Process process;
    private final int httpPort;
    private final int httpsPort;

    private Distribution(Path home, Process process, int httpPort, int httpsPort) {
        this.home = home;
        this.process = process;
        this.httpPort = httpPort;
        this.httpsPort = httpsPort;
    }

    /** Starts a server and waits until it answers. */
    static Distribution start(String name, ServerOptions options) {
        int http = freePort();
        int https = freePort();
        int management = freePort();
        try {
            Path home = copy(name, options.withProvider());
            List<String> command = command(home, options, http, https, management);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(logFile(home).toFile())
                    .start();
            Distribution server = new Distribution(home, process, http, https);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            server.awaitReady(URI.create("http://127.0.0.1:" + management + "/health/ready"));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start Keycloak '" + name + "'", e);
        }
    }

    private static List<String> command(Path home, ServerOptions options, int http, int https, int management) {
        TestCertificates certificates = TestCertificates.get();
        List<String> command = new ArrayList<>(List.of(
                home.resolve("bin/kc.sh").toString(),
                "start-dev",
                "--db=dev-mem",
                "--http-host=127.0.0.1",
                "--http-port=" + http,
                "--https-port=" + https,
                "--http-management-port=" + management,
                "--http-management-scheme=http",
                "--health-enabled=true",
                "--metrics-enabled=true",
                "--bootstrap-admin-username=admin",
                "--bootstrap-admin-password=admin",
                "--https-key-store-file=" + certificates.serverKeyStore(),
                "--https-key-store-password=" + TestCertificates.PASSWORD,
                "--https-trust-store-file=" + certificates.clientsTrustStore(),
                "--https-trust-store-password=" + TestCertificates.PASSWORD,
                "--https-client-auth=request"));
        command.addAll(options.arguments());
        return command;
    }

    private static Path copy(String name, boolean withProvider) throws IOException {
        Path home = BuildOutput.servers().resolve(name);
        if (Files.exists(home)) {
            try (Stream<Path> old = Files.walk(home)) {
                old.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
        Path original = BuildOutput.distribution();
        Files.walkFileTree(original, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(home.resolve(original.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, home.resolve(original.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
        home.resolve("bin/kc.sh").toFile().setExecutable(true);
        if (withProvider) {
            Path jar = BuildOutput.providerJar();
            Files.copy(jar, home.resolve("providers").resolve(jar.getFileName()));
        }
        return home;
    }

    private void awaitReady(URI health) {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request =
                HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(5)).build();
        Awaitility.await("Keycloak at " + http() + ", log in " + logFile(home))
                .atMost(START)
                .pollInterval(Duration.ofMillis(250))
                .ignoreExceptions()
                .failFast("Keycloak ended, see " + logFile(home), () -> !process.isAlive())
                .until(() -> client.send(request, HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200);
    }

    @Override
    public URI http() {
        return URI.create("http://localhost:" + httpPort);
    }

    @Override
    public URI https() {
        return URI.create("https://localhost:" + httpsPort);
    }

    @Override
    public String log() {
        try {
            return Files.readString(logFile(home));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle()))
                .toList();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    private static Path logFile(Path home) {
        return home.resolveSibling(home.getFileName() + ".log");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
