package dev.extendedtoken.keycloak.responseformat;

import dev.extendedtoken.keycloak.support.Http;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A request that any client can send.
 *
 * @param status of the answer
 * @param secret that the client sends as Basic; none if it is empty
 */
record FormatRequest(
        String what,
        int status,
        String method,
        FormatEndpoint endpoint,
        String type,
        String body,
        String secret,
        List<String> headers) {

    /** RFC 6749 section 2.3.1 percent-encodes both halves of a Basic header; this is invalid percent-encoding. */
    static final String UNDECODABLE = "%zz";

    /** The name of the client under test in a body. */
    static final String CLIENT = "CLIENT";

    static FormatRequest form(String what, int status, FormatEndpoint endpoint, String body) {
        return post(what, status, endpoint, Http.FORM, body);
    }

    static FormatRequest post(String what, int status, FormatEndpoint endpoint, String type, String body) {
        return new FormatRequest(what, status, "POST", endpoint, type, body, FormatRealm.SECRET, List.of());
    }

    static FormatRequest wrongMethod(String method, FormatEndpoint endpoint) {
        return new FormatRequest(
                endpoint + ": " + method, 405, method, endpoint, "", "", FormatRealm.SECRET, List.of());
    }

    /** Requests that succeed. Revoking an invalid token has status 200 (RFC 7009 section 2.2). */
    static Stream<FormatRequest> successes() {
        return Stream.of(
                form("token", 200, FormatEndpoint.TOKEN, FormatRealm.CLIENT_CREDENTIALS),
                post("token by JSON", 200, FormatEndpoint.TOKEN, Http.JSON, "{\"grant_type\":\"client_credentials\"}"),
                form("revocation", 200, FormatEndpoint.REVOKE, "token=nonsense"),
                form("introspection", 200, FormatEndpoint.INTROSPECT, "token=nonsense"),
                form(
                        "pushed authorization",
                        201,
                        FormatEndpoint.PUSHED_AUTHORIZATION,
                        "response_type=code&scope=openid&redirect_uri=" + FormatRealm.REDIRECT_URI),
                form("device", 200, FormatEndpoint.DEVICE, "scope=openid"));
    }

    FormatRequest withSecret(String other) {
        return new FormatRequest(what, status, method, endpoint, type, body, other, headers);
    }

    FormatRequest withHeaders(String... more) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(List.of(more));
        return new FormatRequest(what, status, method, endpoint, type, body, secret, List.copyOf(all));
    }

    HttpRequest.Builder as(FormatRealm realm, String client) {
        HttpRequest.Builder request = Http.request(realm.uri(endpoint), headers.toArray(String[]::new));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (!secret.isEmpty()) {
            request.header(
                    "Authorization", secret.equals(UNDECODABLE) ? undecodable(client) : Http.basic(client, secret));
        }
        return request.method(method, BodyPublishers.ofString(body.replace(CLIENT, client)));
    }

    private static String undecodable(String client) {
        byte[] pair = (client + ":" + UNDECODABLE).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }

    @Override
    public String toString() {
        return what;
    }
}
