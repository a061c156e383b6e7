package dev.extendedtoken.keycloak.rulezero;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.CookieJar;
import dev.extendedtoken.keycloak.support.Wire;
import dev.extendedtoken.keycloak.support.WireAnswer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Sends a sequence of requests to one server, one after the other, and keeps what came back. */
final class Recorder {

    /**
     * Every server is addressed by this name, wherever it listens. Keycloak makes its addresses from it, so they are
     * the same in all answers and need not be normalised.
     */
    static final String HOST = "localhost:8080";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z-]+)}");

    private final Wire wire;
    private final Map<String, Supplier<String>> values;
    private final Map<String, CookieJar> browsers = new HashMap<>();

    /** @param made placeholders whose values are made anew for each request */
    Recorder(Keycloak server, Map<String, Supplier<String>> made) {
        this.wire = new Wire(server.http());
        this.values = new HashMap<>(made);
    }

    List<Recorded> record(List<Exchange> exchanges) {
        return exchanges.stream().map(this::record).toList();
    }

    private Recorded record(Exchange exchange) {
        String request = request(exchange);
        WireAnswer answer = wire.send(exchange.method(), request);
        if (exchange.browser() != null) {
            browser(exchange).put(null, Map.of("Set-Cookie", answer.headers("Set-Cookie")));
        }
        exchange.remembered().forEach((placeholder, regex) -> {
            String value = find(regex, answer.text());
            values.put(placeholder, () -> value);
        });
        return new Recorded(exchange, request, answer);
    }

    private String request(Exchange exchange) {
        StringBuilder request = new StringBuilder();
        request.append(exchange.method())
                .append(' ')
                .append(fill(exchange.target()))
                .append(" HTTP/1.1\r\n");
        request.append("Host: ").append(HOST).append("\r\n");
        Stream.concat(exchange.headers().stream().map(this::fill), cookies(exchange))
                .forEach(line -> request.append(line).append("\r\n"));
        String body = exchange.body() == null ? "" : fill(exchange.body());
        if (exchange.body() != null && !exchange.framesItself()) {
            int length = body.getBytes(StandardCharsets.UTF_8).length;
            request.append("Content-Length: ").append(length).append("\r\n");
        }
        return request.append("\r\n").append(body).toString();
    }

    private Stream<String> cookies(Exchange exchange) {
        return exchange.browser() == null
                ? Stream.empty()
                : browser(exchange).get(null, Map.of()).getOrDefault("Cookie", List.of()).stream()
                        .map(cookies -> "Cookie: " + cookies);
    }

    private CookieJar browser(Exchange exchange) {
        return browsers.computeIfAbsent(exchange.browser(), name -> new CookieJar());
    }

    private String fill(String text) {
        return PLACEHOLDER.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match)));
    }

    private String value(MatchResult match) {
        Supplier<String> value = values.get(match.group(1));
        if (value == null) {
            throw new IllegalArgumentException("Nothing fills " + match.group());
        }
        return value.get();
    }

    /**
     * A page may hold the value with its ampersands escaped. A value that an error response lacks keeps its
     * placeholder.
     */
    private static String find(String regex, String text) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        return matcher.find() ? matcher.group(1).replace("&amp;", "&") : "absent";
    }
}
