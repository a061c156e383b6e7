package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/** This machine's nginx, with one configuration of the module {@code http}. */
public final class Nginx implements AutoCloseable {

    private final Path folder;
    private final Process process;
    private final int port;

    private Nginx(Path folder, Process process, int port) {
        this.folder = folder;
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param site the configuration; its logs in {@code /var/log/nginx/} are written elsewhere
     * @param port on which it listens
     */
    public static Nginx start(String site, int port) {
        try {
            Path folder = Files.createDirectories(BuildOutput.servers().resolve("nginx-" + port));
            Files.writeString(folder.resolve("site.conf"), site.replace("/var/log/nginx/", folder + "/"));
            Process process = new ProcessBuilder(command(folder))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
            Nginx nginx = new Nginx(folder, process, port);
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            nginx.await();
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start nginx; install it: apt-get install nginx-light", e);
        }
    }

    private static List<String> command(Path folder) throws IOException {
        Path main = folder.resolve("nginx.conf");
        Files.writeString(
                main,
                """
                daemon off;
                pid nginx.pid;
                error_log stderr;
                events {}
                http {
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    include site.conf;
                }
                """);
        return List.of("nginx", "-p", folder.toString(), "-c", main.toString());
    }

    private void await() {
        Awaitility.await("nginx, with its log in " + folder)
                .failFast("nginx ended, see " + folder.resolve("nginx.log"), () -> !process.isAlive())
                .ignoreExceptions()
                .untilAsserted(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    }
                });
    }

    /** Everything that nginx has logged so far: requests, and what went wrong. */
    public String log() {
        try {
            return Files.readString(folder.resolve("access.log"))
                    + Files.readString(folder.resolve("error.log"))
                    + Files.readString(folder.resolve("nginx.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        new ProcessTree(process).end();
    }
}
