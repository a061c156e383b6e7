package dev.extendedtoken.keycloak.rulezero;

import dev.extendedtoken.keycloak.support.Http;
import java.util.stream.Stream;

/** Bodies, types, methods and paths, right and wrong, at the endpoints that a later version might treat otherwise. */
final class BodyRequests {

    /** What a client that is allowed to send JSON would send. */
    static final String JSON =
            "{\"grant_type\":\"client_credentials\",\"client_id\":\"shop\",\"client_secret\":\"shop-secret\"}";

    private static final String FORM = "grant_type=client_credentials&client_id=shop&client_secret=shop-secret";

    private static final String LONG_JSON =
            "{\"grant_type\":\"client_credentials\",\"filler\":\"" + "x".repeat(100_000) + "\"}";

    private final String realm;
    private final String oidc;
    private final String token;

    BodyRequests(String realm) {
        this.realm = "/realms/" + realm;
        this.oidc = this.realm + "/protocol/openid-connect";
        this.token = oidc + "/token";
    }

    Stream<Exchange> all() {
        return Stream.of(
                        endpoints().flatMap(BodyRequests::methods),
                        endpoints().flatMap(BodyRequests::contentTypes),
                        endpoints().flatMap(BodyRequests::contentTypeHeaders),
                        endpoints().flatMap(BodyRequests::jsonBodies),
                        Stream.concat(endpoints(), Stream.of(oidc + "/auth", oidc + "/auth/device", oidc + "/logout"))
                                .flatMap(BodyRequests::unreadableForms),
                        preflights(),
                        Stream.of(Http.JSON, Http.FORM, "text/plain").flatMap(this::framing),
                        odderPaths().flatMap(BodyRequests::everyWay),
                        aliases().flatMap(BodyRequests::everyWay))
                .flatMap(requests -> requests);
    }

    /** Those that may take JSON. */
    private Stream<String> endpoints() {
        return Stream.of(token, token + "/introspect", oidc + "/revoke", oidc + "/ext/par/request");
    }

    private static Stream<Exchange> methods(String target) {
        return Stream.concat(
                Stream.of("GET", "HEAD", "DELETE", "TRACE", "NONSENSE")
                        .map(method -> Exchange.of(method + " " + target, method, target)),
                Stream.of("PUT", "PATCH", "DELETE", "GET")
                        .map(method -> Exchange.of(method + " with JSON " + target, method, target)
                                .header("Content-Type: application/json")
                                .with(JSON)));
    }

    private static Stream<Exchange> contentTypes(String target) {
        return Stream.of(
                        "application/json;charset=utf-8",
                        "application/json; charset=\"UTF-8\"",
                        "application/json; charset=iso-8859-1",
                        "application/json;charset=nonsense",
                        "application/json;charset=",
                        "application/json;",
                        "application/json; version=1",
                        "APPLICATION/JSON",
                        "application/json, application/json",
                        "application/*",
                        "application/jwt",
                        "application/problem+json",
                        "text/json",
                        "text/plain",
                        "text/plain; charset=utf-8",
                        "multipart/form-data",
                        "multipart/form-data; boundary=x",
                        "application/x-www-form-urlencoded; charset=utf-8",
                        "application/octet-stream",
                        "*/*",
                        "*",
                        "foo",
                        "application/",
                        "/json",
                        "application/json/json",
                        "")
                .map(type -> Exchange.post("type '" + type + "' " + target, target, type, JSON));
    }

    private static Stream<Exchange> contentTypeHeaders(String target) {
        return Stream.of(
                Exchange.of("no type " + target, "POST", target).with(JSON),
                Exchange.of("no type and no body " + target, "POST", target).with(""),
                Exchange.post("type JSON, then form " + target, target, Http.JSON, JSON)
                        .header("Content-Type: " + Http.FORM),
                Exchange.form("type form, then JSON " + target, target, FORM).header("Content-Type: " + Http.JSON),
                Exchange.post("type JSON twice " + target, target, Http.JSON, JSON)
                        .header("Content-Type: " + Http.JSON),
                Exchange.post("two types that are none " + target, target, "foo", JSON)
                        .header("Content-Type: bar"),
                Exchange.post("a form called JSON " + target, target, Http.JSON, FORM),
                Exchange.form("JSON called a form " + target, target, JSON),
                Exchange.post(
                        "multipart " + target,
                        target,
                        "multipart/form-data; boundary=x",
                        "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\n"
                                + "client_credentials\r\n--x--\r\n"));
    }

    private static Stream<Exchange> jsonBodies(String target) {
        return Stream.of(
                json("JSON", target, JSON),
                json("JSON, Basic", target, JSON).basic("shop", "shop-secret"),
                json("JSON from a web page", target, JSON).header("Origin: " + RuleZeroRealms.ORIGIN),
                json("JSON, a page wanted", target, JSON).header("Accept: text/html"),
                json("JSON, parameters in the query", target + "?" + FORM, "{}"),
                json("JSON that is broken", target, "{\"grant_type\":"),
                json("JSON that is no object", target, "[1,2]"),
                json("JSON that is empty", target, ""),
                json("JSON of 100 KB", target, LONG_JSON),
                json("JSON said to be packed", target, JSON).header("Content-Encoding: gzip"),
                json("JSON in a chunk", target, chunked(JSON)).header("Transfer-Encoding: chunked"),
                json("JSON of 100 KB in a chunk", target, chunked(LONG_JSON)).header("Transfer-Encoding: chunked"),
                json("JSON, asking to go on", target, JSON).header("Expect: 100-continue"));
    }

    private static Stream<Exchange> unreadableForms(String target) {
        String multipart = "multipart/form-data; boundary=x";
        String part = "--x\r\nContent-Disposition: form-data; name=\"grant_type\"";
        return Stream.of(
                Exchange.form("broken percent-encoding " + target, target, FORM + "&x=%zz"),
                Exchange.form("broken percent-encoding, a page wanted " + target, target, "%")
                        .header("Accept: text/html"),
                Exchange.post("form, unknown charset " + target, target, Http.FORM + "; charset=foo", FORM + "&x=%20"),
                Exchange.form("form of 1001 parameters " + target, target, "a=b&".repeat(1_001)),
                Exchange.form("form of 3 MB " + target, target, FORM + "&x=" + "x".repeat(3 << 20)),
                Exchange.post("multipart, cut off " + target, target, multipart, part + "\r\n\r\nx"),
                Exchange.post(
                        "multipart, a file " + target, target, multipart, part + "; filename=f\r\n\r\nx\r\n--x--\r\n"));
    }

    private static Exchange json(String name, String target, String body) {
        return Exchange.post(name + " " + target, target, Http.JSON, body);
    }

    private Stream<Exchange> preflights() {
        return Stream.of("/token", "/token/introspect", "/revoke", "/ext/par/request", "/userinfo", "/auth", "/logout")
                .flatMap(path -> Stream.of(
                        Exchange.of("OPTIONS " + path, "OPTIONS", oidc + path),
                        Exchange.of("OPTIONS with JSON " + path, "OPTIONS", oidc + path)
                                .header("Content-Type: application/json")
                                .with(JSON),
                        Exchange.of("OPTIONS from a web page " + path, "OPTIONS", oidc + path)
                                .header("Origin: " + RuleZeroRealms.ORIGIN),
                        Exchange.of("preflight " + path, "OPTIONS", oidc + path)
                                .header("Origin: " + RuleZeroRealms.ORIGIN)
                                .header("Access-Control-Request-Method: POST")
                                .header("Access-Control-Request-Headers: content-type, x-api-key")));
    }

    private Stream<Exchange> framing(String type) {
        return Stream.of(
                Exchange.post("broken chunk, " + type, token, type, "zz\r\n{}\r\n0\r\n\r\n")
                        .header("Transfer-Encoding: chunked"),
                Exchange.post("length that is no number, " + type, token, type, JSON)
                        .header("Content-Length: nonsense"),
                Exchange.post("negative length, " + type, token, type, JSON).header("Content-Length: -1"),
                Exchange.post("two lengths, " + type, token, type, JSON)
                        .header("Content-Length: 2")
                        .header("Content-Length: 3"),
                Exchange.post("length and chunks, " + type, token, type, chunked(JSON))
                        .header("Content-Length: 3")
                        .header("Transfer-Encoding: chunked"),
                Exchange.post("length that is too short, " + type, token, type, JSON)
                        .header("Content-Length: 2"));
    }

    private Stream<String> odderPaths() {
        return Stream.of("/token/", "/token/unknown", "//token", "/token;a=b", "/%74oken", "/tokens", "/Token")
                .map(path -> oidc + path);
    }

    private Stream<String> aliases() {
        return Stream.of(
                realm + "/oauth",
                realm + "/oauth/token",
                realm + "/oauth/tokens",
                realm + "/oauth/authorize",
                realm + "/oauth/revoke",
                realm + "/oauth/introspect",
                realm + "/as",
                realm + "/as/token",
                realm + "/as/authorize",
                realm + "/as/revoke",
                realm + "/as/introspect",
                "/oauth/tokens",
                "/as/token",
                "/master/as/token");
    }

    private static Stream<Exchange> everyWay(String target) {
        return Stream.of(
                Exchange.get("GET " + target, target),
                Exchange.form("form to " + target, target, FORM),
                json("JSON to", target, JSON),
                Exchange.of("PUT " + target, "PUT", target).with(""),
                Exchange.of("OPTIONS " + target, "OPTIONS", target),
                Exchange.of("preflight " + target, "OPTIONS", target)
                        .header("Origin: " + RuleZeroRealms.ORIGIN)
                        .header("Access-Control-Request-Method: POST"));
    }

    private static String chunked(String body) {
        return Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n";
    }
}
