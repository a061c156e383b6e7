package dev.extendedtoken.keycloak.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The redirect URI of the demo clients, where no application listens: a page for the person who stands in for the
 * application and copies the code. On the loopback interface only.
 */
final class CallbackPage implements AutoCloseable {

    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>%s</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto; padding: 0 1rem; }
            code { display: block; padding: 1rem; border: 1px solid; border-radius: 6px; word-break: break-all; user-select: all; }
            </style>
            </head>
            <body>
            <h1>%1$s</h1>
            %s
            </body>
            </html>
            """;

    private static final String CODE =
            """
            <p>This is where an application of yours would receive its authorization code:</p>
            <code id="code">%s</code>
            <p>One click selects it. Write it into the line <b>CODE=</b> of the example and run that line and the next command
            within a minute: a code can be used once, and not for long.</p>
            """;

    private static final String ERROR =
            """
            <p>This is where an application of yours would receive the error:</p>
            <code id="error">%s</code>
            <p>%s</p>
            """;

    private static final String NOTHING =
            """
            <p>The demo clients have this address as their redirect URI. Open the address of the example's first line: after
            the sign-in, the code is shown here.</p>
            """;

    private final HttpServer server;

    private CallbackPage(HttpServer server) {
        this.server = server;
    }

    /** @throws IOException if the port is taken */
    static CallbackPage start(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", CallbackPage::answer);
        server.start();
        return new CallbackPage(server);
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] page =
                    page(parameters(exchange.getRequestURI().getRawQuery())).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.getResponseHeaders()
                    .set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    private static String page(Map<String, String> parameters) {
        if (parameters.containsKey("code")) {
            return PAGE.formatted("Signed in", CODE.formatted(escaped(parameters.get("code"))));
        }
        if (parameters.containsKey("error")) {
            String description = parameters.getOrDefault("error_description", "");
            return PAGE.formatted(
                    "Not signed in", ERROR.formatted(escaped(parameters.get("error")), escaped(description)));
        }
        return PAGE.formatted("Redirect URI of the demo clients", NOTHING);
    }

    private static Map<String, String> parameters(String query) {
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(Collectors.toMap(pair -> pair[0], pair -> decoded(pair[1]), (first, second) -> first));
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
