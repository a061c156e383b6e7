package dev.extendedtoken.keycloak.server;

import java.net.URI;

/**
 * A server below the path {@code /auth}, behind a reverse proxy that gives it two host names: one for logins, and one for its
 * administration. Chromium takes names below {@code localhost} for this machine.
 *
 * @param direct the server itself, past the proxy
 * @param logins the base address for logins, without a trailing slash
 * @param administration the base address for administrators
 */
public record ProxiedServer(Nginx proxy, Keycloak direct, String logins, String administration)
        implements AutoCloseable {

    private static final String PATH = "/auth";

    /** Starts both. */
    public static ProxiedServer start(String name, String... options) {
        int port = FreePort.next();
        String logins = "http://login.localhost:" + port + PATH;
        String administration = "http://admin.localhost:" + port + PATH;
        Keycloak keycloak = Servers.start(
                name,
                ServerOptions.withJar()
                        .and(
                                "--http-relative-path=" + PATH,
                                "--http-management-relative-path=/",
                                "--hostname=" + logins,
                                "--hostname-admin=" + administration,
                                "--proxy-headers=xforwarded")
                        .and(options));
        Nginx proxy = Nginx.start(site(port, keycloak.http().getAuthority()), port);
        return new ProxiedServer(proxy, new Direct(keycloak), logins, administration);
    }

    private static String site(int port, String keycloak) {
        return """
                server {
                    listen 127.0.0.1:%d;
                    server_name login.localhost admin.localhost;
                    access_log /var/log/nginx/access.log;
                    error_log /var/log/nginx/error.log;
                    proxy_buffer_size 32k;
                    proxy_buffers 8 32k;
                    location / {
                        proxy_pass http://%s;
                        proxy_set_header Host $http_host;
                        proxy_set_header X-Forwarded-For $remote_addr;
                        proxy_set_header X-Forwarded-Proto $scheme;
                        proxy_set_header X-Forwarded-Host $http_host;
                    }
                }
                """
                .formatted(port, keycloak);
    }

    @Override
    public void close() {
        proxy.close();
        direct.close();
    }

    /** The same server, with its path in its addresses. */
    private record Direct(Keycloak server) implements Keycloak {

        @Override
        public URI http() {
            return URI.create(server.http() + PATH);
        }

        @Override
        public URI https() {
            return URI.create(server.https() + PATH);
        }

        @Override
        public URI itself() {
            return URI.create(server.itself() + PATH);
        }

        @Override
        public URI management() {
            return server.management();
        }

        @Override
        public String log() {
            return server.log();
        }

        @Override
        public String metrics() {
            return server.metrics();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
