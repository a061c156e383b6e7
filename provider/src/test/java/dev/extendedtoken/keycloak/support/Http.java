package dev.extendedtoken.keycloak.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** An HTTP client that follows no redirect and says what it got. */
public final class Http {

    public static final String FORM = "application/x-www-form-urlencoded";
    public static final String JSON = "application/json";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient client;
    private final Duration timeout;

    private Http(HttpClient client) {
        this(client, TIMEOUT);
    }

    private Http(HttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** Without cookies. */
    public static Http client() {
        return new Http(HttpClient.newHttpClient());
    }

    /** Without cookies; a request without a response in this time fails. */
    public static Http client(Duration timeout) {
        return new Http(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout)
                        .build(),
                timeout);
    }

    /** Without cookies, over TLS with the given certificates. */
    public static Http client(SSLContext tls) {
        return new Http(HttpClient.newBuilder().sslContext(tls).build());
    }

    /** With a cookie jar of its own, as a browser. */
    public static Http browser() {
        return new Http(HttpClient.newBuilder().cookieHandler(new CookieJar()).build());
    }

    /** Loses one cookie of a {@link #browser}. */
    public void forget(String cookie) {
        ((CookieJar) client.cookieHandler().orElseThrow()).remove(cookie);
    }

    /** @param headers names and values, alternating */
    public Answer get(URI uri, String... headers) {
        return send(request(uri, headers).GET());
    }

    /** @param headers names and values, alternating */
    public Answer post(URI uri, String contentType, String body, String... headers) {
        return post(uri, contentType, BodyPublishers.ofString(body), headers);
    }

    /** @param contentType null for none */
    public Answer post(URI uri, String contentType, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = request(uri, headers).POST(body);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return send(request);
    }

    /** Parameters as a form; a collection is a repeated parameter. */
    public Answer form(URI uri, Map<String, ?> parameters, String... headers) {
        return post(uri, FORM, encode(parameters), headers);
    }

    /** Parameters as a JSON object. */
    public Answer json(URI uri, Map<String, ?> parameters, String... headers) {
        return post(uri, JSON, toJson(parameters), headers);
    }

    /** @param headers names and values, alternating */
    public Answer method(String method, URI uri, String... headers) {
        return send(request(uri, headers).method(method, BodyPublishers.noBody()));
    }

    public Answer send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.timeout(timeout).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static HttpRequest.Builder request(URI uri, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return request;
    }

    /** {@code application/x-www-form-urlencoded}, also a query string. */
    public static String encode(Map<String, ?> parameters) {
        return parameters.entrySet().stream()
                .flatMap(entry -> values(entry.getValue()).map(value -> encode(entry.getKey()) + "=" + encode(value)))
                .collect(Collectors.joining("&"));
    }

    public static String toJson(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The value of an {@code Authorization} header. */
    public static String basic(String id, String secret) {
        String pair = encode(id) + ":" + encode(secret);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static Stream<String> values(Object value) {
        return value instanceof Collection<?> many ? many.stream().map(String::valueOf) : Stream.of(value.toString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
