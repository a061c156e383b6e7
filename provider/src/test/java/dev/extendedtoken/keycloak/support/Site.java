package dev.extendedtoken.keycloak.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A web site with an origin of its own: the files of a folder, and a page that says so for everything else. */
public final class Site implements AutoCloseable {

    private static final byte[] NO_FILE = "<!DOCTYPE html><title>The site</title>".getBytes(StandardCharsets.UTF_8);

    private final HttpServer server;
    private final Path folder;

    private Site(HttpServer server, Path folder) {
        this.server = server;
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** Serves a folder on a free port of this machine. */
    public static Site of(Path folder) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            Site site = new Site(server, folder);
            server.createContext("/", site::answer);
            server.start();
            return site;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As browsers send it, without a slash at the end. */
    public String origin() {
        return "http://localhost:" + server.getAddress().getPort();
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
