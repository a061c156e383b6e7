package dev.extendedtoken.keycloak.responseformat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.responseformat.model.RequestId;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the answers to a client look like that a policy gives a format. The measure is what a client gets that has none
 * and is the same otherwise.
 */
@KeycloakTest
class ResponseFormatIT {

    private static final String SECRET = "client-secret";
    private static final String ORIGIN = "https://app.example.com";
    private static final String OTHER_ORIGIN = "https://other.example.com";
    private static final String REDIRECT_URI = "https://app.example.com/callback";
    private static final String BAD_CREDENTIALS = "Invalid client or Invalid client credentials";
    private static final String CLIENT_CREDENTIALS = "grant_type=client_credentials";
    private static final int LIMIT = 65_536;

    private static final String PLAIN = "plain";
    private static final String ENVELOPED = "enveloped";
    private static final String STRICT = "strict";
    private static final String TRACED = "traced";
    private static final String EVERYTHING = "everything";

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
    private static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";

    /** RFC 6749 section 2.3.1 encodes both halves of a Basic header; this is no code. */
    private static final String UNDECODABLE = "%zz";

    /** The name of the client under test in a body. */
    private static final String CLIENT = "CLIENT";

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return format(
                        format(
                                format(
                                        RealmFile.named("response-format")
                                                .allEvents()
                                                .jsonForMarkedClients()
                                                .apiKeysForMarkedClients(),
                                        "envelope",
                                        Map.of("error-format", "envelope")),
                                "invalid-client",
                                Map.of("error-format", "oauth", "invalid-client", true)),
                        "request-id",
                        Map.of("request-id", "true"))
                .user("anna", "anna's-secret")
                .client(PLAIN, client())
                .client(ENVELOPED, client("envelope"))
                .client(STRICT, client("invalid-client"))
                .client(TRACED, client("request-id"))
                .client(EVERYTHING, client("envelope", "invalid-client", "request-id"))
                .client("plain-with-key", client("needs-key"))
                .client("enveloped-with-key", client("envelope", "needs-key"))
                .client("without-account", withoutAccount());
    }

    /** Of the clients whose attribute of this name is {@code true}. */
    private static RealmFile format(RealmFile file, String attribute, Map<String, ?> configuration) {
        return file.profile(attribute, "token-response-format", configuration)
                .policy(
                        attribute + " for marked clients",
                        attribute,
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"" + attribute + "\",\"value\":\"true\"}]"));
    }

    private static Map<String, Object> client(String... marks) {
        Map<String, String> attributes = new HashMap<>(Map.of(
                "json", "true",
                "oauth2.device.authorization.grant.enabled", "true",
                "oidc.ciba.grant.enabled", "true"));
        Arrays.stream(marks).forEach(mark -> attributes.put(mark, "true"));
        return Map.of(
                "secret",
                SECRET,
                "serviceAccountsEnabled",
                true,
                "directAccessGrantsEnabled",
                false,
                "redirectUris",
                List.of(REDIRECT_URI),
                "webOrigins",
                List.of(ORIGIN),
                "attributes",
                attributes);
    }

    private static Map<String, Object> withoutAccount() {
        Map<String, Object> members = new HashMap<>(client("invalid-client"));
        members.put("serviceAccountsEnabled", false);
        return members;
    }

    private enum Endpoint {
        TOKEN("/token", "grant_type=authorization_code&code=nonsense&redirect_uri=" + REDIRECT_URI),
        REVOKE("/revoke", "token_type_hint=access_token"),
        INTROSPECT("/token/introspect", "token_type_hint=access_token"),
        PUSHED_AUTHORIZATION("/ext/par/request", "response_type=code&redirect_uri=https://other.example.com/"),
        CIBA("/ext/ciba/auth", "scope=openid"),
        DEVICE("/auth/device", "scope=openid&scope=email");

        private final String path;
        private final String bad;

        Endpoint(String path, String bad) {
            this.path = path;
            this.bad = bad;
        }

        /** With a form that Keycloak refuses once it knows the client. */
        Request badRequest() {
            return form(this + ": bad request", 400, this, bad);
        }

        Request wrongSecret() {
            return form(this + ": wrong secret", 401, this, bad).withSecret("wrong");
        }

        Request wrongSecretInBody() {
            return form(
                            this + ": wrong secret in the body",
                            401,
                            this,
                            bad + "&client_id=" + CLIENT + "&client_secret=wrong")
                    .withSecret("");
        }

        /** Keycloak answers it with one status here and another there. */
        Request undecodableSecret() {
            return form(this + ": a secret that cannot be decoded", 0, this, bad)
                    .withSecret(UNDECODABLE);
        }

        Request noSecret() {
            return form(this + ": no secret", 401, this, bad + "&client_id=" + CLIENT)
                    .withSecret("");
        }

        URI uri() {
            return realm.uri("/protocol/openid-connect" + path);
        }
    }

    /**
     * A request that any client can send.
     *
     * @param status of the answer
     * @param secret that the client sends as Basic; none if it is empty
     */
    private record Request(
            String what,
            int status,
            String method,
            Endpoint endpoint,
            String type,
            String body,
            String secret,
            List<String> headers) {

        Request withSecret(String other) {
            return new Request(what, status, method, endpoint, type, body, other, headers);
        }

        Request withHeaders(String... more) {
            List<String> all = new ArrayList<>(headers);
            all.addAll(List.of(more));
            return new Request(what, status, method, endpoint, type, body, secret, List.copyOf(all));
        }

        HttpRequest.Builder as(String client) {
            HttpRequest.Builder request = Http.request(endpoint.uri(), headers.toArray(String[]::new));
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

    private static Request form(String what, int status, Endpoint endpoint, String body) {
        return post(what, status, endpoint, Http.FORM, body);
    }

    private static Request post(String what, int status, Endpoint endpoint, String type, String body) {
        return new Request(what, status, "POST", endpoint, type, body, SECRET, List.of());
    }

    private static Request wrongMethod(String method, Endpoint endpoint) {
        return new Request(endpoint + ": " + method, 405, method, endpoint, "", "", SECRET, List.of());
    }

    private Answer send(Request request, String client) {
        return http.send(request.as(client));
    }

    /** Every error that a client can cause. */
    static Stream<Request> errors() {
        return Stream.of(
                        grantErrors(),
                        Arrays.stream(Endpoint.values()).flatMap(ResponseFormatIT::errorsAt),
                        Stream.of(Endpoint.TOKEN, Endpoint.REVOKE, Endpoint.INTROSPECT, Endpoint.PUSHED_AUTHORIZATION)
                                .flatMap(ResponseFormatIT::jsonErrors),
                        Stream.of(Endpoint.TOKEN, Endpoint.REVOKE, Endpoint.PUSHED_AUTHORIZATION, Endpoint.DEVICE)
                                .map(endpoint -> form(endpoint + ": another origin", 403, endpoint, endpoint.bad)
                                        .withHeaders("Origin", OTHER_ORIGIN)),
                        Arrays.stream(Endpoint.values())
                                .filter(endpoint -> endpoint != Endpoint.DEVICE)
                                .flatMap(endpoint ->
                                        Stream.of("GET", "PUT", "DELETE").map(method -> wrongMethod(method, endpoint))))
                .flatMap(requests -> requests);
    }

    private static Stream<Request> grantErrors() {
        return Stream.of(
                form("no grant type", 400, Endpoint.TOKEN, "scope=openid"),
                form("unknown grant type", 400, Endpoint.TOKEN, "grant_type=magic"),
                form("no code", 400, Endpoint.TOKEN, "grant_type=authorization_code"),
                form("no refresh token", 400, Endpoint.TOKEN, "grant_type=refresh_token"),
                form("bad refresh token", 400, Endpoint.TOKEN, "grant_type=refresh_token&refresh_token=nonsense"),
                form("scope twice", 400, Endpoint.TOKEN, CLIENT_CREDENTIALS + "&scope=openid&scope=email"),
                form("unknown scope", 400, Endpoint.TOKEN, CLIENT_CREDENTIALS + "&scope=nonsense"),
                form("exchange of nothing", 400, Endpoint.TOKEN, "grant_type=" + EXCHANGE),
                form("exchange of nonsense", 400, Endpoint.TOKEN, "grant_type=" + EXCHANGE + "&subject_token=x"),
                form("ticket for nobody", 400, Endpoint.TOKEN, "grant_type=" + UMA + "&audience=nobody"),
                form("ticket for nonsense", 400, Endpoint.TOKEN, "grant_type=" + UMA + "&subject_token=x"),
                form("no password grant", 400, Endpoint.TOKEN, "grant_type=password&username=anna&password=x"));
    }

    private static Stream<Request> errorsAt(Endpoint endpoint) {
        return Stream.of(
                endpoint.badRequest(),
                endpoint.wrongSecret(),
                endpoint.wrongSecretInBody(),
                endpoint.noSecret(),
                form(endpoint + ": broken percent-encoding", 400, endpoint, "token=%zz&scope=%"));
    }

    private static Stream<Request> jsonErrors(Endpoint endpoint) {
        return Stream.of(
                post(endpoint + ": broken JSON", 400, endpoint, Http.JSON, "{"),
                post(endpoint + ": JSON number", 400, endpoint, Http.JSON, "{\"scope\":5}"),
                post(endpoint + ": JSON of a wrong request", 400, endpoint, Http.JSON, "{}"),
                post(endpoint + ": JSON with a wrong secret", 401, endpoint, Http.JSON, "{\"grant_type\":\"password\"}")
                        .withSecret("wrong"),
                post(endpoint + ": long JSON", 413, endpoint, Http.JSON, "{}" + " ".repeat(LIMIT)));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void everyErrorIsInTheEnvelope(Request request) {
        Answer plain = send(request, PLAIN).expect(request.status());
        assertThat(plain.text("error")).isNotBlank();
        assertEnveloped(send(request, ENVELOPED), plain);
    }

    /** Some endpoints refuse the type, others find no parameters. */
    @ParameterizedTest
    @EnumSource
    void anUnsupportedMediaTypeIsInTheEnvelope(Endpoint endpoint) {
        Request request = post("text", 0, endpoint, "text/plain", CLIENT_CREDENTIALS);
        Answer plain = send(request, PLAIN);
        assertThat(plain.status()).as(plain.toString()).isBetween(400, 415);
        assertEnveloped(send(request, ENVELOPED), plain);
    }

    /** A UMA ticket is asked for by whom its access token names, also where that is not good any more. */
    @Test
    void anUmaErrorForABearerTokenIsInTheEnvelope() {
        for (boolean good : List.of(true, false)) {
            Answer plain = ticket(bearer(PLAIN, good));
            assertThat(plain.status()).as(plain.toString()).isEqualTo(400);
            assertEnveloped(ticket(bearer(ENVELOPED, good)), plain);
        }
    }

    private Answer ticket(String bearer) {
        return http.form(
                Endpoint.TOKEN.uri(), Map.of("grant_type", UMA, "audience", "nobody"), "Authorization", bearer);
    }

    private String bearer(String client, boolean good) {
        String token = send(form("token", 200, Endpoint.TOKEN, CLIENT_CREDENTIALS), client)
                .expect(200)
                .text("access_token");
        return "Bearer " + (good ? token : token.substring(0, token.lastIndexOf('.')) + ".AAAA");
    }

    @ParameterizedTest
    @EnumSource
    void anUndecodableSecretIsInTheEnvelope(Endpoint endpoint) {
        Answer plain = send(endpoint.undecodableSecret(), PLAIN);
        assertThat(plain.status()).as(plain.toString()).isBetween(400, 401);
        assertEnveloped(send(endpoint.undecodableSecret(), ENVELOPED), plain);

        String id = UUID.randomUUID().toString();
        Answer traced = send(endpoint.undecodableSecret().withHeaders(RequestId.HEADER, id), TRACED);
        assertThat(traced.status()).isEqualTo(plain.status());
        assertThat(idOf(traced)).isEqualTo(id);
        assertThat(eventsOf(id)).isNotEmpty();
    }

    /** Beside the body nothing changes: status, type, caching, CORS. */
    private static void assertEnveloped(Answer answer, Answer plain) {
        JsonNode error = plain.json();
        String message =
                error.path("error_description").asText(error.path("error").asText());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(plain.status());
        assertThat(answer.body()).isEqualTo(envelope(plain.status(), message));
        assertThat(headers(answer)).isEqualTo(headers(plain));
        assertThat(answer.header("Content-Type")).contains("application/json");
    }

    private static String envelope(int status, String message) {
        return "{\"meta\":{\"pagination\":{\"limit\":0,\"offset\":0,\"total_count\":0}},\"errors\":[{\"httpcode\":"
                + status + ",\"message\":" + Http.toJson(message) + "}]}";
    }

    /** Without those of the very answer. */
    private static Map<String, List<String>> headers(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>();
        answer.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        headers.keySet().removeAll(List.of("content-length", "date"));
        return headers;
    }

    @Test
    void envelopeIsExact() {
        Answer answer = send(form("no grant type", 400, Endpoint.TOKEN, "scope=openid"), ENVELOPED);
        assertThat(answer.expect(400).body())
                .isEqualTo("{\"meta\":{\"pagination\":{\"limit\":0,\"offset\":0,\"total_count\":0}},"
                        + "\"errors\":[{\"httpcode\":400,\"message\":\"Missing form parameter: grant_type\"}]}");
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(answer.headers().allValues("Pragma")).containsExactly("no-cache");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingApiKeyIsInTheEnvelope(Endpoint endpoint) {
        Answer plain = send(endpoint.badRequest(), "plain-with-key").expect(401);
        assertThat(plain.text("error")).isEqualTo("invalid_client");
        for (Request request : List.of(
                endpoint.badRequest(),
                endpoint.badRequest().withHeaders(ApiKeys.HEADER, "kck_" + "0".repeat(49)),
                endpoint.badRequest().withHeaders(ApiKeys.HEADER, "one", ApiKeys.HEADER, "two"))) {
            Answer answer = send(request, "enveloped-with-key");
            assertEnveloped(answer, plain);
            assertThat(answer.body()).isEqualTo(envelope(401, BAD_CREDENTIALS));
        }
    }

    @Test
    void successWithAnApiKeyIsUnchanged() {
        Request request = form("success", 200, Endpoint.TOKEN, CLIENT_CREDENTIALS)
                .withHeaders(ApiKeys.of(realm).issue("enveloped-with-key").header());
        assertThat(send(request, "enveloped-with-key").expect(200).text("access_token"))
                .isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void corsHeadersAreUnchanged(Endpoint endpoint) {
        for (Request request : List.of(endpoint.badRequest(), endpoint.wrongSecret(), endpoint.noSecret())) {
            Request fromPage = request.withHeaders("Origin", ORIGIN);
            assertEnveloped(send(fromPage, ENVELOPED), send(fromPage, PLAIN).expect(request.status()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "REVOKE", "PUSHED_AUTHORIZATION"})
    void errorsHaveCorsHeadersForTheClientsOrigin(Endpoint endpoint) {
        for (Request request : List.of(endpoint.badRequest(), endpoint.wrongSecret())) {
            Answer answer = send(request.withHeaders("Origin", ORIGIN), ENVELOPED);
            assertThat(answer.expect(request.status()).header("Access-Control-Allow-Origin"))
                    .contains(ORIGIN);
            assertThat(answer.header("Access-Control-Allow-Credentials")).contains("true");
        }
        Answer refused = send(endpoint.badRequest().withHeaders("Origin", OTHER_ORIGIN), ENVELOPED);
        assertThat(refused.expect(403).header("Access-Control-Allow-Origin")).isEmpty();
    }

    /** A revoked token that is none is an error with the status of a success. */
    static Stream<Request> successes() {
        return Stream.of(
                form("token", 200, Endpoint.TOKEN, CLIENT_CREDENTIALS),
                post("token by JSON", 200, Endpoint.TOKEN, Http.JSON, "{\"grant_type\":\"client_credentials\"}"),
                form("revocation", 200, Endpoint.REVOKE, "token=nonsense"),
                form("introspection", 200, Endpoint.INTROSPECT, "token=nonsense"),
                form(
                        "pushed authorization",
                        201,
                        Endpoint.PUSHED_AUTHORIZATION,
                        "response_type=code&scope=openid&redirect_uri=" + REDIRECT_URI),
                form("device", 200, Endpoint.DEVICE, "scope=openid"));
    }

    @ParameterizedTest
    @MethodSource("successes")
    void successIsUnchanged(Request request) {
        Request fromPage = request.withHeaders("Origin", ORIGIN);
        Answer plain = send(fromPage, PLAIN).expect(request.status());
        for (String client : List.of(ENVELOPED, STRICT)) {
            Answer answer = send(fromPage, client).expect(request.status());
            assertThat(headers(answer)).isEqualTo(headers(plain));
            assertThat(answer.json().fieldNames()).toIterable().containsExactlyElementsOf(() -> plain.json()
                    .fieldNames());
        }
    }

    /** Whoever else asks at the same moment is answered as ever. */
    @Test
    void concurrentRequestsOfOtherClientsAreUnaffected() throws Exception {
        List<Request> requests = List.of(
                form("unknown grant type", 400, Endpoint.TOKEN, "grant_type=magic"),
                Endpoint.TOKEN.wrongSecret(),
                Endpoint.REVOKE.badRequest(),
                form("success", 200, Endpoint.TOKEN, CLIENT_CREDENTIALS));
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                tasks.add(() -> {
                    for (int round = first; round < first + 24; round++) {
                        assertOwnFormat(requests.get(round / 2 % requests.size()), round % 2 == 0);
                    }
                    return null;
                });
            }
            for (Future<Void> task : pool.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private void assertOwnFormat(Request request, boolean enveloped) {
        Answer answer = send(request, enveloped ? ENVELOPED : PLAIN).expect(request.status());
        boolean error = request.status() >= 400;
        assertThat(answer.json().has("errors")).as(answer.toString()).isEqualTo(error && enveloped);
        assertThat(answer.json().has("error")).as(answer.toString()).isEqualTo(error && !enveloped);
        assertThat(answer.json().has("access_token")).as(answer.toString()).isEqualTo(!error);
    }

    @ParameterizedTest
    @EnumSource
    void aRequestWithoutAClientIdGetsKeycloaksFormat(Endpoint endpoint) {
        Request nobody = endpoint.noSecret().withHeaders(RequestId.HEADER, "sent");
        for (Answer answer : List.of(
                send(nobody, "nobody"),
                http.post(endpoint.uri(), Http.FORM, endpoint.bad, RequestId.HEADER, "sent"),
                http.post(endpoint.uri(), Http.FORM, "a=%zz", RequestId.HEADER, "sent"))) {
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
            assertThat(answer.text("error")).matches("[a-z_]+");
            assertThat(answer.json().has("errors")).isFalse();
            assertThat(answer.header(RequestId.HEADER)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "REVOKE", "CIBA", "DEVICE"})
    void failedAuthenticationIsInvalidClient(Endpoint endpoint) {
        for (Request request : List.of(endpoint.wrongSecret(), endpoint.wrongSecretInBody(), endpoint.noSecret())) {
            Answer plain = send(request, PLAIN).expect(401);
            assertThat(plain.text("error")).isEqualTo("unauthorized_client");

            Answer strict = send(request, STRICT).expect(401);
            assertThat(strict.body())
                    .isEqualTo("{\"error\":\"invalid_client\",\"error_description\":\"" + BAD_CREDENTIALS + "\"}");
            assertThat(headers(strict)).isEqualTo(headers(plain));
        }
    }

    /** Keycloak calls it 400, as if it could not be helped. */
    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "REVOKE", "DEVICE"})
    void anUndecodableSecretIsInvalidClient(Endpoint endpoint) {
        Answer plain = send(endpoint.undecodableSecret(), PLAIN).expect(400);
        assertThat(plain.text("error")).isEqualTo("unauthorized_client");
        assertThat(send(endpoint.undecodableSecret(), STRICT).expect(401).text("error"))
                .isEqualTo("invalid_client");
    }

    /** An id that cannot be decoded names nobody. */
    @ParameterizedTest
    @EnumSource
    void anUndecodableClientIdGetsKeycloaksFormat(Endpoint endpoint) {
        String basic =
                "Basic " + Base64.getEncoder().encodeToString(("%zz" + TRACED + ":x").getBytes(StandardCharsets.UTF_8));
        Answer answer = http.post(endpoint.uri(), Http.FORM, endpoint.bad, "Authorization", basic);
        assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
        assertThat(answer.header(RequestId.HEADER)).isEmpty();
    }

    /** RFC 6749 keeps the name for them. */
    @Test
    void aGrantNotAllowedForTheClientIsUnauthorizedClient() {
        String password = "grant_type=password&username=anna&password=anna's-secret";
        for (String client : List.of(PLAIN, STRICT)) {
            Answer answer = send(form("password", 400, Endpoint.TOKEN, password), client);
            assertThat(answer.expect(400).text("error")).isEqualTo("unauthorized_client");
        }
        Answer noAccount = send(form("no account", 401, Endpoint.TOKEN, CLIENT_CREDENTIALS), "without-account");
        assertThat(noAccount.expect(401).text("error")).isEqualTo("unauthorized_client");
    }

    @Test
    void otherErrorCodesAreUnchanged() {
        for (Request request : List.of(
                Endpoint.TOKEN.badRequest(),
                Endpoint.REVOKE.badRequest(),
                Endpoint.INTROSPECT.wrongSecret(),
                form("unknown grant type", 400, Endpoint.TOKEN, "grant_type=magic"))) {
            Answer plain = send(request, PLAIN).expect(request.status());
            Answer strict = send(request, STRICT).expect(request.status());
            assertThat(strict.body()).isEqualTo(plain.body());
        }
    }

    @Test
    void severalPoliciesAreCombined() {
        Request request = Endpoint.TOKEN.wrongSecret().withHeaders(RequestId.HEADER, "several");
        Answer answer = send(request, EVERYTHING).expect(401);
        assertThat(answer.body()).isEqualTo(envelope(401, BAD_CREDENTIALS));
        assertThat(answer.header(RequestId.HEADER)).contains("several");
    }

    static Stream<String> harmless() {
        return Stream.of(
                "a", "0", "-", "A-z_0.9", "x".repeat(128), UUID.randomUUID().toString());
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void aValidRequestIdIsEchoed(String sent) {
        Request success = form("success", 200, Endpoint.TOKEN, CLIENT_CREDENTIALS);
        for (Request request : List.of(success, Endpoint.TOKEN.wrongSecret(), wrongMethod("GET", Endpoint.TOKEN))) {
            Answer answer = send(request.withHeaders(RequestId.HEADER, sent), TRACED);
            assertThat(idOf(answer.expect(request.status()))).isEqualTo(sent);
        }
    }

    static Stream<List<String>> hostile() {
        return Stream.of(
                List.of(),
                List.of(""),
                List.of("x".repeat(129)),
                List.of("with a blank"),
                List.of("\"quoted\""),
                List.of("<script>"),
                List.of("a,b"),
                List.of("a;b"),
                List.of("a/b"),
                List.of("${jndi}"),
                List.of("%0d%0aSet-Cookie:a=b"),
                List.of("%C3%A4"),
                List.of("same", "same"),
                List.of("one", "two"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void anInvalidRequestIdIsReplaced(List<String> sent) {
        // On a connection's first request, while it becomes HTTP/2, the server sees one of two headers of a name.
        http.get(Endpoint.TOKEN.uri());
        for (Request request :
                List.of(form("success", 200, Endpoint.TOKEN, CLIENT_CREDENTIALS), Endpoint.TOKEN.wrongSecret())) {
            Request named = request;
            for (String value : sent) {
                named = named.withHeaders(RequestId.HEADER, value);
            }
            String first = idOf(send(named, TRACED).expect(request.status()));
            String second = idOf(send(named, TRACED).expect(request.status()));
            assertThat(List.of(first, second))
                    .allMatch(id -> UUID.fromString(id).toString().equals(id));
            assertThat(first).isNotEqualTo(second);
            assertThat(eventsOf(first)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyEndpointReturnsTheRequestId(Endpoint endpoint) {
        for (Request request : List.of(endpoint.badRequest(), endpoint.wrongSecret(), endpoint.noSecret())) {
            String id = UUID.randomUUID().toString();
            Answer answer =
                    send(request.withHeaders(RequestId.HEADER, id), TRACED).expect(request.status());
            assertThat(idOf(answer)).isEqualTo(id);
            assertThat(answer.text("error")).isNotBlank();
        }
        String id = UUID.randomUUID().toString();
        send(endpoint.wrongSecret().withHeaders(RequestId.HEADER, id), TRACED).expect(401);
        assertThat(eventsOf(id))
                .isNotEmpty()
                .allMatch(event -> event.get("type").textValue().endsWith("_ERROR"));
    }

    @ParameterizedTest
    @MethodSource("successes")
    void everySuccessReturnsTheRequestId(Request request) {
        String id = UUID.randomUUID().toString();
        Answer answer = send(request.withHeaders(RequestId.HEADER, id), TRACED).expect(request.status());
        assertThat(idOf(answer)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {TRACED, EVERYTHING})
    void eventsHoldTheRequestId(String client) {
        String good = UUID.randomUUID().toString();
        Request success = form("success", 200, Endpoint.TOKEN, CLIENT_CREDENTIALS);
        send(success.withHeaders(RequestId.HEADER, good), client).expect(200);
        assertEvent(good, "CLIENT_LOGIN", client);

        String bad = UUID.randomUUID().toString();
        send(success.withSecret("wrong").withHeaders(RequestId.HEADER, bad), client)
                .expect(401);
        assertEvent(bad, "CLIENT_LOGIN_ERROR", client);

        String json = UUID.randomUUID().toString();
        Request byJson = post("JSON", 200, Endpoint.TOKEN, Http.JSON, "{\"grant_type\":\"client_credentials\"}");
        send(byJson.withHeaders(RequestId.HEADER, json), client).expect(200);
        assertEvent(json, "CLIENT_LOGIN", client);
    }

    private static void assertEvent(String id, String type, String client) {
        List<JsonNode> events = eventsOf(id);
        assertThat(events).hasSize(1);
        assertThat(events.get(0).get("type").textValue()).isEqualTo(type);
        assertThat(events.get(0).get("clientId").textValue()).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, ENVELOPED, STRICT})
    void withoutTheOptionThereIsNoRequestId(String client) {
        String id = UUID.randomUUID().toString();
        Request success = form("success", 200, Endpoint.TOKEN, CLIENT_CREDENTIALS);
        for (Request request : List.of(
                success, Endpoint.TOKEN.badRequest(), Endpoint.TOKEN.wrongSecret(), Endpoint.DEVICE.badRequest())) {
            Answer answer = send(request.withHeaders(RequestId.HEADER, id), client);
            assertThat(answer.expect(request.status()).header(RequestId.HEADER)).isEmpty();
        }
        assertThat(eventsOf(id)).isEmpty();
    }

    private static String idOf(Answer answer) {
        List<String> ids = answer.headers().allValues(RequestId.HEADER);
        assertThat(ids).as(answer.toString()).hasSize(1);
        return ids.get(0);
    }

    /** The recorded events of one request. */
    private static List<JsonNode> eventsOf(String id) {
        return realm.events().stream()
                .filter(event -> id.equals(event.at("/details/request_id").textValue()))
                .toList();
    }
}
