package dev.extendedtoken.keycloak.responseformat;

import static dev.extendedtoken.keycloak.responseformat.FormatRealm.BAD_CREDENTIALS;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.CLIENT_CREDENTIALS;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.ENVELOPED;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.EVERYTHING;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.ORIGIN;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.OTHER_ORIGIN;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.PLAIN;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.TRACED;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.envelope;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.headers;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.responseformat.model.RequestId;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

/**
 * The policy option "error-format": "envelope". Each error equals that of a client without a policy, except for its
 * format.
 */
@KeycloakTest
class ErrorEnvelopeIT {

    private static final String UMA = "urn:ietf:params:oauth:grant-type:uma-ticket";

    private static final String EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";

    private static final int LIMIT = 65_536;

    @InjectRealm
    private static FormatRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return FormatRealm.file("error-envelope");
    }

    /** Every error that a client can cause. */
    static Stream<FormatRequest> errors() {
        return Stream.of(
                        grantErrors(),
                        Arrays.stream(FormatEndpoint.values()).flatMap(ErrorEnvelopeIT::errorsAt),
                        Stream.of(
                                        FormatEndpoint.TOKEN,
                                        FormatEndpoint.REVOKE,
                                        FormatEndpoint.INTROSPECT,
                                        FormatEndpoint.PUSHED_AUTHORIZATION)
                                .flatMap(ErrorEnvelopeIT::jsonErrors),
                        Stream.of(
                                        FormatEndpoint.TOKEN,
                                        FormatEndpoint.REVOKE,
                                        FormatEndpoint.PUSHED_AUTHORIZATION,
                                        FormatEndpoint.DEVICE)
                                .map(endpoint -> FormatRequest.form(
                                                endpoint + ": another origin", 403, endpoint, endpoint.badForm())
                                        .withHeaders("Origin", OTHER_ORIGIN)),
                        Arrays.stream(FormatEndpoint.values())
                                .filter(endpoint -> endpoint != FormatEndpoint.DEVICE)
                                .flatMap(endpoint -> Stream.of("GET", "PUT", "DELETE")
                                        .map(method -> FormatRequest.wrongMethod(method, endpoint))))
                .flatMap(requests -> requests);
    }

    private static Stream<FormatRequest> grantErrors() {
        return Stream.of(
                FormatRequest.form("no grant type", 400, FormatEndpoint.TOKEN, "scope=openid"),
                FormatRequest.form("unknown grant type", 400, FormatEndpoint.TOKEN, "grant_type=magic"),
                FormatRequest.form("no code", 400, FormatEndpoint.TOKEN, "grant_type=authorization_code"),
                FormatRequest.form("no refresh token", 400, FormatEndpoint.TOKEN, "grant_type=refresh_token"),
                FormatRequest.form(
                        "bad refresh token",
                        400,
                        FormatEndpoint.TOKEN,
                        "grant_type=refresh_token&refresh_token=nonsense"),
                FormatRequest.form(
                        "scope twice", 400, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS + "&scope=openid&scope=email"),
                FormatRequest.form("unknown scope", 400, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS + "&scope=nonsense"),
                FormatRequest.form("exchange of nothing", 400, FormatEndpoint.TOKEN, "grant_type=" + EXCHANGE),
                FormatRequest.form(
                        "exchange of nonsense",
                        400,
                        FormatEndpoint.TOKEN,
                        "grant_type=" + EXCHANGE + "&subject_token=x"),
                FormatRequest.form(
                        "ticket for nobody", 400, FormatEndpoint.TOKEN, "grant_type=" + UMA + "&audience=nobody"),
                FormatRequest.form(
                        "ticket for nonsense", 400, FormatEndpoint.TOKEN, "grant_type=" + UMA + "&subject_token=x"),
                FormatRequest.form(
                        "no password grant",
                        400,
                        FormatEndpoint.TOKEN,
                        "grant_type=password&username=anna&password=x"));
    }

    private static Stream<FormatRequest> errorsAt(FormatEndpoint endpoint) {
        return Stream.of(
                endpoint.badRequest(),
                endpoint.wrongSecret(),
                endpoint.wrongSecretInBody(),
                endpoint.noSecret(),
                FormatRequest.form(endpoint + ": broken percent-encoding", 400, endpoint, "token=%zz&scope=%"));
    }

    private static Stream<FormatRequest> jsonErrors(FormatEndpoint endpoint) {
        return Stream.of(
                FormatRequest.post(endpoint + ": broken JSON", 400, endpoint, Http.JSON, "{"),
                FormatRequest.post(endpoint + ": JSON number", 400, endpoint, Http.JSON, "{\"scope\":5}"),
                FormatRequest.post(endpoint + ": JSON of a wrong request", 400, endpoint, Http.JSON, "{}"),
                FormatRequest.post(
                                endpoint + ": JSON with a wrong secret",
                                401,
                                endpoint,
                                Http.JSON,
                                "{\"grant_type\":\"password\"}")
                        .withSecret("wrong"),
                FormatRequest.post(endpoint + ": long JSON", 413, endpoint, Http.JSON, "{}" + " ".repeat(LIMIT)));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void everyErrorIsInTheEnvelope(FormatRequest request) {
        Answer plain = realm.send(request, PLAIN).expect(request.status());
        assertThat(plain.text("error")).isNotBlank();
        assertEnveloped(realm.send(request, ENVELOPED), plain);
    }

    /** Some endpoints reject the media type, others read no parameters. */
    @ParameterizedTest
    @EnumSource
    void anUnsupportedMediaTypeIsInTheEnvelope(FormatEndpoint endpoint) {
        FormatRequest request = FormatRequest.post("text", 0, endpoint, "text/plain", CLIENT_CREDENTIALS);
        Answer plain = realm.send(request, PLAIN);
        assertThat(plain.status()).as(plain.toString()).isBetween(400, 415);
        assertEnveloped(realm.send(request, ENVELOPED), plain);
    }

    /** The client of a UMA request is that of its bearer token, even if the token is invalid. */
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
                realm.uri(FormatEndpoint.TOKEN),
                Map.of("grant_type", UMA, "audience", "nobody"),
                "Authorization",
                bearer);
    }

    private String bearer(String client, boolean good) {
        String token = realm.send(FormatRequest.form("token", 200, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS), client)
                .expect(200)
                .text("access_token");
        return "Bearer " + (good ? token : token.substring(0, token.lastIndexOf('.')) + ".AAAA");
    }

    @ParameterizedTest
    @EnumSource
    void anUndecodableSecretIsInTheEnvelope(FormatEndpoint endpoint) {
        Answer plain = realm.send(endpoint.undecodableSecret(), PLAIN);
        assertThat(plain.status()).as(plain.toString()).isBetween(400, 401);
        assertEnveloped(realm.send(endpoint.undecodableSecret(), ENVELOPED), plain);

        String id = UUID.randomUUID().toString();
        Answer traced = realm.send(endpoint.undecodableSecret().withHeaders(RequestId.HEADER, id), TRACED);
        assertThat(traced.status()).isEqualTo(plain.status());
        assertThat(FormatRealm.idOf(traced)).isEqualTo(id);
        assertThat(realm.eventsOf(id)).isNotEmpty();
    }

    /** Only the body differs: status, media type, caching and CORS headers are equal. */
    private static void assertEnveloped(Answer answer, Answer plain) {
        JsonNode error = plain.json();
        String message =
                error.path("error_description").asText(error.path("error").asText());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(plain.status());
        assertThat(answer.body()).isEqualTo(envelope(plain.status(), message));
        assertThat(headers(answer)).isEqualTo(headers(plain));
        assertThat(answer.header("Content-Type")).contains("application/json");
    }

    @Test
    void envelopeIsExact() {
        Answer answer =
                realm.send(FormatRequest.form("no grant type", 400, FormatEndpoint.TOKEN, "scope=openid"), ENVELOPED);
        assertThat(answer.expect(400).body())
                .isEqualTo("{\"meta\":{\"pagination\":{\"limit\":0,\"offset\":0,\"total_count\":0}},"
                        + "\"errors\":[{\"httpcode\":400,\"message\":\"Missing form parameter: grant_type\"}]}");
        assertThat(answer.header("Content-Type")).contains("application/json");
        assertThat(answer.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(answer.headers().allValues("Pragma")).containsExactly("no-cache");
    }

    @ParameterizedTest
    @EnumSource
    void aMissingApiKeyIsInTheEnvelope(FormatEndpoint endpoint) {
        Answer plain = realm.send(endpoint.badRequest(), "plain-with-key").expect(401);
        assertThat(plain.text("error")).isEqualTo("invalid_client");
        for (FormatRequest request : List.of(
                endpoint.badRequest(),
                endpoint.badRequest().withHeaders(ApiKeys.HEADER, "kck_" + "0".repeat(49)),
                endpoint.badRequest().withHeaders(ApiKeys.HEADER, "one", ApiKeys.HEADER, "two"))) {
            Answer answer = realm.send(request, "enveloped-with-key");
            assertEnveloped(answer, plain);
            assertThat(answer.body()).isEqualTo(envelope(401, BAD_CREDENTIALS));
        }
    }

    @Test
    void successWithAnApiKeyIsUnchanged() {
        FormatRequest request = FormatRequest.form("success", 200, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS)
                .withHeaders(ApiKeys.forRealm(realm.realm())
                        .issue("enveloped-with-key")
                        .header());
        assertThat(realm.send(request, "enveloped-with-key").expect(200).text("access_token"))
                .isNotBlank();
    }

    @ParameterizedTest
    @EnumSource
    void corsHeadersAreUnchanged(FormatEndpoint endpoint) {
        for (FormatRequest request : List.of(endpoint.badRequest(), endpoint.wrongSecret(), endpoint.noSecret())) {
            FormatRequest fromPage = request.withHeaders("Origin", ORIGIN);
            assertEnveloped(
                    realm.send(fromPage, ENVELOPED), realm.send(fromPage, PLAIN).expect(request.status()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "REVOKE", "PUSHED_AUTHORIZATION"})
    void errorsHaveCorsHeadersForTheClientsOrigin(FormatEndpoint endpoint) {
        for (FormatRequest request : List.of(endpoint.badRequest(), endpoint.wrongSecret())) {
            Answer answer = realm.send(request.withHeaders("Origin", ORIGIN), ENVELOPED);
            assertThat(answer.expect(request.status()).header("Access-Control-Allow-Origin"))
                    .contains(ORIGIN);
            assertThat(answer.header("Access-Control-Allow-Credentials")).contains("true");
        }
        Answer refused = realm.send(endpoint.badRequest().withHeaders("Origin", OTHER_ORIGIN), ENVELOPED);
        assertThat(refused.expect(403).header("Access-Control-Allow-Origin")).isEmpty();
    }

    /** The format is that of the request's own client. */
    @Test
    void concurrentRequestsOfOtherClientsAreUnaffected() throws Exception {
        List<FormatRequest> requests = List.of(
                FormatRequest.form("unknown grant type", 400, FormatEndpoint.TOKEN, "grant_type=magic"),
                FormatEndpoint.TOKEN.wrongSecret(),
                FormatEndpoint.REVOKE.badRequest(),
                FormatRequest.form("success", 200, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS));
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

    private void assertOwnFormat(FormatRequest request, boolean enveloped) {
        Answer answer = realm.send(request, enveloped ? ENVELOPED : PLAIN).expect(request.status());
        boolean error = request.status() >= 400;
        assertThat(answer.json().has("errors")).as(answer.toString()).isEqualTo(error && enveloped);
        assertThat(answer.json().has("error")).as(answer.toString()).isEqualTo(error && !enveloped);
        assertThat(answer.json().has("access_token")).as(answer.toString()).isEqualTo(!error);
    }

    @Test
    void severalPoliciesAreCombined() {
        FormatRequest request = FormatEndpoint.TOKEN.wrongSecret().withHeaders(RequestId.HEADER, "several");
        Answer answer = realm.send(request, EVERYTHING).expect(401);
        assertThat(answer.body()).isEqualTo(envelope(401, BAD_CREDENTIALS));
        assertThat(answer.header(RequestId.HEADER)).contains("several");
    }
}
