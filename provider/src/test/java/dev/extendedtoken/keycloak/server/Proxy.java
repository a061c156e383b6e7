package dev.extendedtoken.keycloak.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The reverse proxy of {@code docker/nginx}, as shipped, run by this machine's nginx. */
public final class Proxy implements AutoCloseable {

    private final Nginx nginx;
    private final int port;

    private Proxy(Nginx nginx, int port) {
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
            return new Proxy(Nginx.start(site(keycloak, realm, port), port), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    /** Base address without a trailing slash. */
    public URI http() {
        return URI.create("http://localhost:" + port);
    }

    /** Everything that nginx has logged so far: requests, and what went wrong. */
    public String log() {
        return nginx.log();
    }

    @Override
    public void close() {
        nginx.close();
    }
}
