package dev.extendedtoken.keycloak.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.openapi.Description.Operation;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Claims;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.NodePackages;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.Script;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests generated from {@code provider/openapi.yaml} against the demo realm: each response is one that the file
 * describes, and no response has status 5xx except the described 503. {@code -Dopenapi.requests=20000} sends more
 * requests.
 */
@RequiresProgram("node")
@KeycloakTest
class OpenApiIT {

    private static final int REQUESTS = Integer.getInteger("openapi.requests", 600);
    private static final Description DESCRIPTION = Description.read();
    private static final String CALLBACK = "http://localhost:9999/callback";
    private static final String VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    /** Sorted, so that the same requests are made up each time. */
    private static final Map<String, String> SECRETS = new TreeMap<>(Map.of(
            "json-basic", "json-basic-secret-012345",
            "scoped", "scoped-secret-0123456789",
            "enveloped", "enveloped-secret-0123456"));

    /** Statuses that must come up, else too little was tried; 503 takes other requests at the same time. */
    private static final Map<String, List<Integer>> WORTH_TRYING = Map.of(
            "token", List.of(200, 400, 401, 403, 404, 413),
            "searchKeys", List.of(200, 400, 401, 403, 404),
            "createNamedKey", List.of(201, 400, 401, 403, 404, 409),
            "revokeAllKeys", List.of(204, 400, 401, 403, 404),
            "listKeys", List.of(200, 401, 403, 404),
            "createKey", List.of(201, 400, 401, 403, 404, 409),
            "revokeKey", List.of(204, 401, 403, 404),
            "rotateKey", List.of(201, 400, 401, 403, 404),
            "listFamilies", List.of(200, 400, 401, 403, 404),
            "endFamily", List.of(204, 401, 404));

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    /** A user without any rights. */
    private final AdminApi nobody = realm.adminAs("demo", "demo");

    private final Http http = Http.client();
    private final Random random = new Random(2026);
    private final Map<String, List<String>> known = new HashMap<>();
    private final Generator generator = new Generator(random, DESCRIPTION, known);

    static RealmFile realmFile() {
        return RealmFile.read("demo-realm.json", "open-api")
                .with("passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)");
    }

    @Test
    void isValidOpenApi() {
        List<String> command = List.of("node", "openapi.js", Description.file().toString());
        try (Script validator = Script.of(command, NodePackages.installed("test/node"), Map.of())) {
            assertThat(validator.read()).isEqualTo("3.1 valid");
        }
    }

    @Test
    void describesTheEndpointsOfTheReadme() {
        assertThat(DESCRIPTION.operations().stream().map(Operation::id))
                .containsExactlyInAnyOrder(
                        "token",
                        "searchKeys",
                        "listKeys",
                        "createKey",
                        "createNamedKey",
                        "revokeKey",
                        "revokeAllKeys",
                        "rotateKey",
                        "listFamilies",
                        "endFamily");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void everyAnswerIsDescribed(Operation operation) {
        TreeSet<Integer> seen = new TreeSet<>();
        for (int i = 0; i < REQUESTS; i++) {
            if (i % 40 == 0) {
                freshValues();
            }
            HttpRequest.Builder request = request(operation);
            Answer answer = http.send(request);
            seen.add(answer.status());
            assertThat(DESCRIPTION.faults(operation, answer))
                    .as("%s %s\n%s", request.build(), request.build().headers().map(), answer)
                    .isEmpty();
            if (answer.status() >= 400 && answer.body().contains("httpcode")) {
                assertThat(answer.json().at("/errors/0/httpcode").intValue()).isEqualTo(answer.status());
            }
        }
        assertThat(seen).as("what was tried").containsAll(WORTH_TRYING.get(operation.id()));
    }

    static Stream<Operation> operations() {
        return DESCRIPTION.operations().stream();
    }

    /** Values that are valid now: codes and refresh tokens are accepted once, keys get revoked, and families end. */
    private void freshValues() {
        freshFamily();
        Map<String, String> login = Map.of(
                "code_challenge", SigningKey.sha256(VERIFIER), "code_challenge_method", "S256", "scope", "openid");
        Answer tokens = http.form(
                        realm.token(),
                        Map.of("grant_type", "password", "client_id", "shop", "username", "demo", "password", "demo"))
                .expect(200);
        ApiKeys keys = ApiKeys.forRealm(realm);
        ApiKeys.Key key = keys.issue("oob-apikey");
        known.put(
                "code",
                IntStream.range(0, 2)
                        .mapToObj(
                                i -> realm.login("json-basic", CALLBACK, login).codeFor("demo", "demo"))
                        .toList());
        known.put("redirect_uri", List.of(CALLBACK, "urn:ietf:wg:oauth:2.0:oob:auto"));
        known.put("code_verifier", List.of(VERIFIER));
        known.put("refresh_token", List.of(tokens.text("refresh_token")));
        known.put("subject_token", List.of(tokens.text("access_token")));
        known.put("username", List.of("demo"));
        known.put("password", List.of("demo"));
        known.put("client_id", List.of("json-basic", "scoped", "enveloped", "shop", "oob-apikey", "pkce-public"));
        known.put("client_secret", List.copyOf(SECRETS.values()));
        known.put("x-dressipi-jwt", List.of(tokens.text("access_token")));
        known.put("x-api-key", List.of(key.secret()));
        // Bringing the same one along again is a conflict.
        known.put("key", List.of(key.secret()));
        known.put("id", List.of(key.id()));
        known.put("clientId", List.of("oob-apikey"));
        known.put("realm", List.of(realm.name()));
        known.put("client", List.of(realm.client("oob-apikey").get("id").textValue()));
        makeRoom(keys, key.id());
    }

    private void freshFamily() {
        String code = realm.login(
                        "json-basic",
                        CALLBACK,
                        Map.of("code_challenge", SigningKey.sha256(VERIFIER), "code_challenge_method", "S256"))
                .codeFor("demo", "demo");
        String refreshToken = http.form(
                        realm.token(),
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "code",
                                code,
                                "redirect_uri",
                                CALLBACK,
                                "code_verifier",
                                VERIFIER),
                        "Authorization",
                        Http.basic("json-basic", SECRETS.get("json-basic")))
                .expect(200)
                .text("refresh_token");
        JsonNode claims = Claims.parse(refreshToken);
        known.put("family", List.of(claims.get("rotation_family").textValue()));
        known.put("session", List.of(claims.get("sid").textValue()));
        known.put("user", List.of(claims.get("sub").textValue()));
        known.put("clientUuid", List.of(realm.client("json-basic").get("id").textValue()));
    }

    /** A client has at most a hundred that are live. One that expires meanwhile may be removed by the end of another. */
    private static void makeRoom(ApiKeys keys, String but) {
        List<String> others = new ArrayList<>();
        keys.list("oob-apikey").json().forEach(one -> {
            if (one.get("usable").booleanValue()) {
                others.add(one.get("id").textValue());
            }
        });
        others.remove(but);
        others.forEach(id -> assertThat(keys.revoke("oob-apikey", id).status()).isIn(204, 404));
    }

    private HttpRequest.Builder request(Operation operation) {
        Map<String, String> path = new TreeMap<>();
        Map<String, String> query = new TreeMap<>();
        Map<String, String> headers = new TreeMap<>(credentials(operation));
        for (JsonNode reference : operation.parameters()) {
            JsonNode parameter = DESCRIPTION.resolve(reference);
            String name = parameter.get("name").textValue();
            String value = Generator.asText(generator.value(name, parameter.get("schema")));
            switch (parameter.get("in").textValue()) {
                case "path" -> path.put(name, plain(value));
                case "query" -> {
                    if (parameter.path("required").asBoolean() || generator.chance(30)) {
                        query.put(name, value);
                    }
                }
                default -> {
                    if (generator.chance(20)) {
                        headers.put(name, plain(value));
                    }
                }
            }
        }
        String address = operation.path();
        for (Map.Entry<String, String> one : path.entrySet()) {
            address = address.replace("{" + one.getKey() + "}", one.getValue());
        }
        String parameters = query.isEmpty() ? "" : "?" + Http.encode(query);
        HttpRequest.Builder request = Http.request(URI.create(keycloak.http() + address + parameters));
        headers.forEach(request::header);
        return withBody(request, operation);
    }

    /** What can stand in a path or a header. */
    private static String plain(String value) {
        String plain = value.replaceAll("[^A-Za-z0-9._-]", "_").replaceAll("^\\.+", "_");
        return plain.isEmpty() ? "_" : plain;
    }

    private Map<String, String> credentials(Operation operation) {
        Map<String, String> headers = new HashMap<>();
        if ("token".equals(operation.id())) {
            if (generator.chance(60)) {
                String client = generator.pick(List.copyOf(SECRETS.keySet()));
                String secret = generator.chance(85) ? SECRETS.get(client) : "wrong";
                headers.put("Authorization", Http.basic(client, secret));
            }
            for (String name : List.of("x-api-key", "x-dressipi-jwt")) {
                if (generator.chance(20)) {
                    headers.put(name, generator.chance(80) ? known.get(name).get(0) : "nonsense");
                }
            }
        } else if (generator.chance(90)) {
            AdminApi api = generator.chance(10) ? nobody : realm.admin();
            String[] administrator = api.authorization();
            headers.put(administrator[0], administrator[1]);
        } else if (generator.chance(50)) {
            headers.put("Authorization", "Bearer nonsense");
        }
        return headers;
    }

    private HttpRequest.Builder withBody(HttpRequest.Builder request, Operation operation) {
        List<String> types = new ArrayList<>();
        operation.content().fieldNames().forEachRemaining(types::add);
        if (types.isEmpty()) {
            return request.method(operation.method(), BodyPublishers.noBody());
        }
        String type = generator.pick(types);
        JsonNode body = generator.value("", operation.content().path(type).path("schema"));
        if (body instanceof ObjectNode object && generator.chance(2)) {
            object.put("too_long", "x".repeat(70_000));
        }
        String text = Http.FORM.equals(type) ? form(body) : generator.write(body);
        return request.header("Content-Type", type).method(operation.method(), BodyPublishers.ofString(text));
    }

    private static String form(JsonNode body) {
        if (!(body instanceof ObjectNode)) {
            return Generator.asText(body);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        body.properties().forEach(member -> parameters.put(member.getKey(), Generator.asText(member.getValue())));
        return Http.encode(parameters);
    }
}
