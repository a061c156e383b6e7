package dev.extendedtoken.keycloak.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** A web server with an origin of its own. It serves the files of a folder, and a default page for all other paths. */
public final class WebSite implements AutoCloseable {

    private static final byte[] NO_FILE = "<!DOCTYPE html><title>The site</title>".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final Path folder;

    private WebSite(HttpServer server, Path folder) {
        this.server = server;
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Serves a folder on a free port of this machine. */
    public static WebSite serving(Path folder) {
        return at(0, folder);
    }

    /** Serves the default page for each path, on a free port of this machine. */
    public static WebSite withoutFiles() {
        return serving(Path.of("no-such-folder"));
    }

    /** A folder on a fixed port. */
    public static WebSite at(int port, Path folder) {
        try {
            return serve(HttpServer.create(address(port), 0), folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same over TLS, on a free port. */
    public static WebSite secure(SSLContext tls, Path folder) {
        try {
            HttpsServer server = HttpsServer.create(address(0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls));
            return serve(server, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress address(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static WebSite serve(HttpServer server, Path folder) {
        WebSite site = new WebSite(server, folder);
        server.createContext("/", site::answer);
        server.start();
        return site;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** As browsers send it, without a slash at the end. */
    public String origin() {
        return "http://localhost:" + port();
    }

    /** @param path with its leading slash */
    public URI uri(String path) {
        return URI.create(origin() + path);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Path file = folder.resolve(exchange.getRequestURI().getPath().substring(1))
                    .normalize();
            boolean found = file.startsWith(folder) && Files.isRegularFile(file);
            byte[] body = found ? Files.readAllBytes(file) : NO_FILE;
            exchange.getResponseHeaders().set("Content-Type", type(file));
            exchange.sendResponseHeaders(found ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String type(Path file) {
        return file.toString().endsWith(".js") ? "text/javascript" : "text/html";
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
