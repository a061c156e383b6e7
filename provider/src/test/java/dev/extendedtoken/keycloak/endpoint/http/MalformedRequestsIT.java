package dev.extendedtoken.keycloak.endpoint.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.Wire;
import dev.extendedtoken.keycloak.support.WireAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Malformed requests, random with a fixed seed: no endpoint and no alias path returns a server error, and OAuth
 * endpoints return OAuth errors.
 */
@KeycloakTest
@WithAliases
class MalformedRequestsIT {

    private static final int REQUESTS = 1_500;
    private static final long SEED = 20_260_701;

    private static final String OIDC = "/protocol/openid-connect";

    /** Every error is a JSON object (RFC 6749 section 5.2). */
    private static final List<String> OAUTH = List.of(
            OIDC + "/token",
            OIDC + "/token/introspect",
            OIDC + "/revoke",
            OIDC + "/ext/par/request",
            OIDC + "/ext/ciba/auth",
            "/oauth/token",
            "/oauth/tokens",
            "/oauth/revoke",
            "/oauth/introspect",
            "/as/token",
            "/as/revoke",
            "/as/introspect");

    /** They have pages as well, or another format for their errors. */
    private static final List<String> OTHERS = List.of(
            OIDC + "/auth",
            OIDC + "/auth/device",
            "/device",
            OIDC + "/logout",
            OIDC + "/userinfo",
            "/oauth/authorize",
            "/as/authorize");

    private static final ObjectMapper JSON = new ObjectMapper();

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("malformed-requests")
                .jsonForMarkedClients()
                .client(
                        "partner",
                        Map.of(
                                "secret",
                                "partner-secret",
                                "serviceAccountsEnabled",
                                true,
                                "attributes",
                                Map.of(
                                        "json",
                                        "true",
                                        "oauth2.device.authorization.grant.enabled",
                                        "true",
                                        "oidc.ciba.grant.enabled",
                                        "true")));
    }

    @Test
    void randomRequestsGetNoServerError() {
        List<String> paths = new ArrayList<>(OAUTH);
        paths.addAll(OTHERS);
        Wire wire = new Wire(keycloak.http());
        Map<Integer, Integer> statuses = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            MalformedRequest request = MalformedRequest.random(new Random(SEED + i), realm.name(), paths);
            WireAnswer answer = wire.send("POST", request.bytes(), request.cutOff());
            statuses.merge(answer.status(), 1, Integer::sum);
            int number = i;
            misconfiguration(request, answer)
                    .ifPresent(misconfiguration -> wrong.add("--- number " + number + ": " + misconfiguration + "\n"
                            + request + "\n--- answer ---\n" + answer.text()));
        }

        assertThat(wrong).isEmpty();
        assertThat(statuses).as("a mixture").containsKeys(200, 400, 401, 413);
        assertStillWorks();
    }

    @AfterAll
    static void logHoldsNoBody() {
        assertThat(keycloak.log()).doesNotContain("Uncaught server error", MalformedRequest.MARK);
    }

    private static Optional<String> misconfiguration(MalformedRequest request, WireAnswer answer) {
        if (answer.status() >= 500) {
            return Optional.of("a server error");
        }
        if (answer.status() == 0 && request.framed()) {
            return Optional.of("no answer");
        }
        boolean endpointSpoke = request.framed() || !answer.body().isEmpty();
        return OAUTH.contains(request.path()) && answer.status() >= 400 && endpointSpoke && !isOauthError(answer)
                ? Optional.of("no OAuth error")
                : Optional.empty();
    }

    private static boolean isOauthError(WireAnswer answer) {
        try {
            JsonNode body = JSON.readTree(answer.body());
            return answer.header("Content-Type")
                            .filter(type -> type.startsWith("application/json"))
                            .isPresent()
                    && (body.path("error").asText().matches("[a-z_]+") || isRefusedOrigin(answer, body))
                    && body.path("error_description").asText().matches("[\\x20-\\x21\\x23-\\x5B\\x5D-\\x7E]*");
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** Keycloak's own words to a page of an origin that the client does not have, to a form as well. */
    private static boolean isRefusedOrigin(WireAnswer answer, JsonNode body) {
        return answer.status() == 403 && body.path("error").asText().equals("Invalid origin");
    }

    @ParameterizedTest
    @MethodSource("unreadableForms")
    void unreadableFormIsInvalidRequest(String type, String body) {
        for (String path : OAUTH) {
            assertInvalidRequest(http.post(realm.uri(path), type, body), 400);
        }
    }

    /** Keycloak's client authentication takes it for wrong credentials, so it is not the same everywhere. */
    @Test
    void fileInAFormIsInvalidRequest() {
        String file = "--x\r\nContent-Disposition: form-data; name=\"grant_type\"; filename=\"f\"\r\n\r\n"
                + MalformedRequest.MARK + "\r\n--x--\r\n";
        assertInvalidRequest(http.post(realm.uri(OIDC + "/token"), "multipart/form-data; boundary=x", file), 400);
    }

    static Stream<Arguments> unreadableForms() {
        String multipart = "multipart/form-data; boundary=x";
        String part = "--x\r\nContent-Disposition: form-data; name=\"grant_type\"";
        return Stream.of(
                Arguments.of(Http.FORM, "grant_type=%zz" + MalformedRequest.MARK),
                Arguments.of(Http.FORM, "grant_type=" + MalformedRequest.MARK + "%"),
                Arguments.of(Http.FORM, "%=" + MalformedRequest.MARK),
                Arguments.of(Http.FORM + "; charset=foo", "grant_type=%20" + MalformedRequest.MARK),
                Arguments.of(Http.FORM, ("a=" + MalformedRequest.MARK + "&").repeat(1_001)),
                Arguments.of(multipart, part + "\r\n\r\n" + MalformedRequest.MARK));
    }

    @Test
    void tooLongParameter() {
        String body = "grant_type=" + "x".repeat(4 << 20);
        assertInvalidRequest(http.post(realm.uri(OIDC + "/token"), Http.FORM, body), 413);
    }

    /** A browser gets Keycloak's error page. */
    @ParameterizedTest
    @ValueSource(
            strings = {OIDC + "/auth", OIDC + "/auth/device", OIDC + "/logout", "/oauth/authorize", "/as/authorize"})
    void browserEndpointsRespondWithAPage(String path) {
        Answer answer = http.post(realm.uri(path), Http.FORM, "client_id=%zz", "Accept", "text/html");
        assertThat(answer.expect(400).header("Content-Type").orElse("")).startsWith("text/html");
        assertInvalidRequest(http.post(realm.uri(path), Http.FORM, "client_id=%zz"), 400);
    }

    /** Keycloak has two methods there, neither of which accepts the media type, and returns a server error. */
    @ParameterizedTest
    @CsvSource({
        "/device, text/plain",
        "/device, application/json",
        "/device, nonsense",
        "/device, multipart/form-data",
        OIDC + "/auth/device, text/plain",
        OIDC + "/auth/device, application/json",
        OIDC + "/auth/device, nonsense",
        OIDC + "/auth/device, multipart/form-data"
    })
    void unsupportedTypeAtTheDeviceEndpoint(String path, String type) {
        String body = "client_id=" + MalformedRequest.MARK;
        assertInvalidRequest(http.post(realm.uri(path), type, body), 400);
        Answer page = http.post(realm.uri(path), type, body, "Accept", "text/html");
        assertThat(page.expect(400).header("Content-Type").orElse("")).startsWith("text/html");
    }

    /** Also to a client that would rather have a page. */
    @ParameterizedTest
    @ValueSource(strings = {OIDC + "/revoke", OIDC + "/ext/par/request", "/oauth/revoke"})
    void originNotAllowedForTheClientIsRejectedInJson(String path) {
        for (String accept : List.of("*/*", "text/html")) {
            Answer answer = http.post(
                    realm.uri(path),
                    Http.FORM,
                    "token=x",
                    "Accept",
                    accept,
                    "Origin",
                    "https://app.example.com",
                    "Authorization",
                    Http.basic("partner", "partner-secret"));
            assertThat(answer.expect(403).text("error")).isEqualTo("Invalid origin");
        }
    }

    private static void assertInvalidRequest(Answer answer, int status) {
        assertThat(answer.expect(status).text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).isNotBlank().doesNotContain(MalformedRequest.MARK);
        assertThat(answer.header("Cache-Control")).hasValue("no-store");
    }

    private static void assertStillWorks() {
        for (String path : List.of(OIDC + "/token", "/oauth/tokens", "/as/token")) {
            Http.client()
                    .form(
                            realm.uri(path),
                            Map.of("grant_type", "client_credentials"),
                            "Authorization",
                            Http.basic("partner", "partner-secret"))
                    .expect(200);
        }
    }
}
