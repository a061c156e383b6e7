package dev.extendedtoken.keycloak.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.extendedtoken.keycloak.support.Claims;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The authentication device of the user in a CIBA login (OpenID Connect Client-Initiated Backchannel Authentication).
 * The server calls it for every login that a client starts; the test answers for the user.
 */
public final class AuthenticationDevice implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, BlockingQueue<String>> authorizations = new ConcurrentHashMap<>();

    private AuthenticationDevice(HttpServer server) {
        this.server = server;
    }

    static AuthenticationDevice start() {
        try {
            // On every interface: a server in a container does not come over the loopback.
            HttpServer server = HttpServer.create(new InetSocketAddress(0), 0);
            AuthenticationDevice device = new AuthenticationDevice(server);
            server.createContext("/", device::ring);
            server.start();
            return device;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What makes a server call this device. */
    String serverOption() {
        return "--spi-ciba-auth-channel--ciba-http-auth-channel--http-authentication-channel-uri=http://"
                + Servers.testMachine() + ":" + server.getAddress().getPort() + "/";
    }

    /** The {@code Authorization} header with which the next waiting login of a realm can be answered. */
    public String nextLogin(String realm) {
        try {
            String authorization = queue(realm).poll(30, TimeUnit.SECONDS);
            if (authorization == null) {
                throw new AssertionError("The server has called no authentication device");
            }
            return authorization;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Leaves a realm's waiting logins unanswered. */
    public void forgetLogins(String realm) {
        queue(realm).clear();
    }

    private BlockingQueue<String> queue(String realm) {
        return authorizations.computeIfAbsent(realm, name -> new LinkedBlockingQueue<>());
    }

    private void ring(HttpExchange exchange) throws IOException {
        try (exchange) {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            String issuer = Claims.parse(authorization.substring("Bearer ".length()))
                    .get("iss")
                    .textValue();
            queue(issuer.substring(issuer.lastIndexOf('/') + 1)).add(authorization);
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(201, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
