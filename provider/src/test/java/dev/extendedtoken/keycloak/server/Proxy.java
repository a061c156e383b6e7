package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/** The reverse proxy of {@code docker/nginx}, as shipped, run by this machine's nginx. */
public final class Proxy implements AutoCloseable {

    private final Path folder;
    private final Process nginx;
    private final int port;

    private Proxy(Path folder, Process nginx, int port) {
        this.folder = folder;
        this.nginx = nginx;
        this.port = port;
    }

    /** @param realm of the paths that name none */
    public static Proxy start(Keycloak keycloak, String realm) {
        return start(keycloak.http().getAuthority(), realm);
    }

    /** @param keycloak host and port; no server needs to listen there */
    public static Proxy start(String keycloak, String realm) {
        int port = FreePort.next();
        try {
            Path folder = Files.createDirectories(BuildOutput.servers().resolve("nginx-" + port));
            String logs = folder + "/";
            Files.writeString(
                    folder.resolve("site.conf"), site(keycloak, realm, port).replace("/var/log/nginx/", logs));
            Process nginx = new ProcessBuilder(command(folder))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("nginx.log").toFile())
                    .start();
            Proxy proxy = new Proxy(folder, nginx, port);
            Runtime.getRuntime().addShutdownHook(new Thread(nginx::destroy));
            proxy.await();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start nginx; install it: apt-get install nginx-light", e);
        }
    }

    /** The template with its three variables filled in, as the nginx image does it. */
    private static String site(String keycloak, String realm, int port) throws IOException {
        Path template = BuildOutput.projectRoot().resolve("docker/nginx/default.conf.template");
        return Files.readString(template)
                .replace("${KEYCLOAK}", keycloak)
                .replace("${REALM}", realm)
                .replace("${LISTEN}", "127.0.0.1:" + port);
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
                .failFast("nginx ended, see " + folder.resolve("nginx.log"), () -> !nginx.isAlive())
                .ignoreExceptions()
                .untilAsserted(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                    }
                });
    }

    /** Base address without a trailing slash. */
    public URI http() {
        return URI.create("http://localhost:" + port);
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
        new ProcessTree(nginx).end();
    }
}
