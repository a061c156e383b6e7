package dev.extendedtoken.keycloak.endpoint.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** JSON at the introspection, revocation and pushed authorization endpoints equals a form. */
@Tag("version")
@KeycloakTest
class JsonBackchannelIT {

    private static final String REDIRECT_URI = "http://localhost:9999/callback";
    private static final String HMAC_SECRET = "hmac-of-more-than-thirty-two-characters-secret";
    private static final String ORIGIN = "https://app.example.com";
    private static final String LONG = "x".repeat(65_537);

    /** The endpoints, and a parameter that each needs. */
    enum Endpoint {
        REVOKE("/protocol/openid-connect/revoke", "token"),
        INTROSPECT("/protocol/openid-connect/token/introspect", "token"),
        PAR("/protocol/openid-connect/ext/par/request", "redirect_uri");

        private final String path;
        private final String parameter;

        Endpoint(String path, String parameter) {
            this.path = path;
            this.parameter = parameter;
        }

        URI uri() {
            return realm.uri(path);
        }
    }

    @InjectRealm
    private static TestRealm realm;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("json-backchannel")
                .jsonForMarkedClients()
                .user("ann", "ann-secret")
                .client("marked", confidential("marked-secret", "client-secret", Map.of("json", "true")))
                .client("other", confidential("other-secret", "client-secret", Map.of()))
                .client("marked-jwt", confidential(HMAC_SECRET, "client-secret-jwt", Map.of("json", "true")))
                .client("other-jwt", confidential(HMAC_SECRET, "client-secret-jwt", Map.of()));
    }

    private static Map<String, ?> confidential(String secret, String authenticator, Map<String, String> attributes) {
        return Map.of(
                "secret",
                secret,
                "clientAuthenticatorType",
                authenticator,
                "directAccessGrantsEnabled",
                true,
                "redirectUris",
                List.of(REDIRECT_URI),
                "webOrigins",
                List.of(ORIGIN),
                "protocolMappers",
                List.of(RealmFile.ownAudience("marked")),
                "attributes",
                attributes);
    }

    @ParameterizedTest
    @EnumSource
    void jsonEqualsTheForm(Endpoint endpoint) {
        assertAlike(endpoint, parameters(endpoint), parameters(endpoint), 200, 201);
    }

    @ParameterizedTest
    @EnumSource
    void jsonErrorEqualsThatOfTheForm(Endpoint endpoint) {
        assertAlike(endpoint, Map.of(), Map.of(), 400);
        Map<String, Object> twice = new TreeMap<>(parameters(endpoint));
        twice.put(endpoint.parameter, List.of("a", "b"));
        assertAlike(endpoint, twice, twice, 400);
        assertAlike(endpoint, Map.of(endpoint.parameter, "wrong"), Map.of(endpoint.parameter, "wrong"), 200, 400);
    }

    @ParameterizedTest
    @EnumSource
    void clientAuthenticationErrorEqualsThatOfTheForm(Endpoint endpoint) {
        for (String basic : List.of(Http.basic("marked", "wrong"), Http.basic("nobody", "x"), "Bearer x", "Basic !")) {
            assertSame(
                    http.form(endpoint.uri(), parameters(endpoint), "Authorization", basic),
                    http.json(endpoint.uri(), parameters(endpoint), "Authorization", basic));
        }
    }

    @ParameterizedTest
    @EnumSource
    void corsHeadersEqualThoseOfTheForm(Endpoint endpoint) {
        for (String origin : List.of(ORIGIN, "https://evil.example.com")) {
            assertSame(
                    http.form(endpoint.uri(), Map.of(), "Origin", origin, "Authorization", marked()),
                    http.json(endpoint.uri(), Map.of(), "Origin", origin, "Authorization", marked()));
        }
    }

    /** To Keycloak a body that is no form has no parameters. */
    @ParameterizedTest
    @EnumSource
    void anUnmatchedClientGetsKeycloaksResponse(Endpoint endpoint) {
        String other = Http.basic("other", "other-secret");
        assertSame(
                http.post(endpoint.uri(), "text/plain", "x", "Authorization", other),
                http.json(endpoint.uri(), parameters(endpoint), "Authorization", other));
    }

    @ParameterizedTest
    @EnumSource
    void claimingAMatchedClientIdDoesNotHelpAnUnmatchedClient(Endpoint endpoint) {
        String header = Http.basic("marked-jwt", "whatever");
        Map<String, String> form = with(endpoint, "other-jwt");
        Answer own = http.post(endpoint.uri(), "text/plain", "x", "Authorization", header);
        assertSame(own, http.json(endpoint.uri(), form, "Authorization", header));
        assertThat(http.form(endpoint.uri(), with(endpoint, "other-jwt"), "Authorization", header)
                        .status())
                .isNotEqualTo(own.status());
        assertThat(http.json(endpoint.uri(), with(endpoint, "marked-jwt")).status())
                .isIn(200, 201);
    }

    private static Map<String, String> with(Endpoint endpoint, String client) {
        Map<String, String> all = new TreeMap<>(parameters(endpoint));
        all.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        all.put(
                "client_assertion",
                Jwt.assertion(client, client, realm.uri("").toString()).signedWith(HMAC_SECRET));
        if (endpoint == Endpoint.REVOKE) {
            all.put("token", "no-token");
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void rejectedBodies(Endpoint endpoint) {
        for (String body : List.of("", "{", "[]", "{\"token\":1}", "{\"token\":\"a\",\"token\":\"b\"}", "{}x")) {
            assertRefused(http.post(endpoint.uri(), Http.JSON, body, "Authorization", marked()), 400);
        }
        assertRefused(http.post(endpoint.uri(), Http.JSON, LONG, "Authorization", marked()), 413);
        assertRefused(
                http.post(endpoint.uri(), Http.JSON, "{}", "Authorization", marked(), "Content-Encoding", "gzip"), 400);
    }

    @ParameterizedTest
    @EnumSource
    void otherMediaTypesGetKeycloaksResponse(Endpoint endpoint) {
        Answer own = http.post(endpoint.uri(), "text/plain", "x", "Authorization", marked());
        for (String type : List.of("application/json ;charset", "text/json", "application/json;profile=x")) {
            String body = Http.toJson(parameters(endpoint));
            assertSame(own, http.post(endpoint.uri(), type, body, "Authorization", marked()));
        }
        assertSame(own, http.post(endpoint.uri(), null, BodyPublishers.ofString("{}"), "Authorization", marked()));
    }

    /** RFC 9110 section 5.6.6. */
    @ParameterizedTest
    @EnumSource
    void everySpellingOfTheJsonTypeIsAccepted(Endpoint endpoint) {
        for (String type : List.of("application/json ;charset=utf-8", "application/json;", "Application/JSON ; ;")) {
            String body = Http.toJson(parameters(endpoint));
            assertThat(http.post(endpoint.uri(), type, body, "Authorization", marked())
                            .status())
                    .as(type)
                    .isIn(200, 201);
        }
    }

    @ParameterizedTest
    @EnumSource
    void unsupportedCharsetIsInvalidRequest(Endpoint endpoint) {
        String body = Http.toJson(parameters(endpoint));
        Answer answer =
                http.post(endpoint.uri(), "application/json ; charset=iso-8859-1", body, "Authorization", marked());
        assertRefused(answer, 400);
        assertThat(answer.text("error_description")).contains("charset");
    }

    @Test
    void revocationRevokes() {
        String token = parameters(Endpoint.REVOKE).get("token");
        assertThat(active(token)).isTrue();
        http.json(Endpoint.REVOKE.uri(), Map.of("token", token), "Authorization", marked())
                .expect(200);
        assertThat(active(token)).isFalse();
    }

    private boolean active(String token) {
        return http.json(Endpoint.INTROSPECT.uri(), Map.of("token", token), "Authorization", marked())
                .expect(200)
                .json()
                .get("active")
                .booleanValue();
    }

    @Test
    void aPushedRequestStartsALogin() {
        Map<String, String> request = new TreeMap<>(parameters(Endpoint.PAR));
        request.put("client_id", "marked");
        String requestUri = http.json(Endpoint.PAR.uri(), request, "Authorization", marked())
                .expect(201)
                .text("request_uri");
        Login login = realm.login("marked", REDIRECT_URI, Map.of("request_uri", requestUri));
        assertThat(login.codeFor("ann", "ann-secret")).isNotBlank();
    }

    private static Map<String, String> parameters(Endpoint endpoint) {
        return switch (endpoint) {
            case PAR -> Map.of("response_type", "code", "redirect_uri", REDIRECT_URI, "scope", "openid");
            case REVOKE, INTROSPECT ->
                Map.of(
                        "token",
                        Http.client()
                                .form(
                                        realm.token(),
                                        Map.of("grant_type", "password", "username", "ann", "password", "ann-secret"),
                                        "Authorization",
                                        marked())
                                .expect(200)
                                .text("access_token"));
        };
    }

    private static String marked() {
        return Http.basic("marked", "marked-secret");
    }

    private void assertAlike(Endpoint endpoint, Map<String, ?> forForm, Map<String, ?> forJson, Integer... statuses) {
        Answer form = http.form(endpoint.uri(), forForm, "Authorization", marked());
        Answer json = http.json(endpoint.uri(), forJson, "Authorization", marked());
        assertThat(form.status()).as(form.toString()).isIn((Object[]) statuses);
        assertSameButForRandomness(form, json);
    }

    private static void assertSame(Answer expected, Answer actual) {
        assertThat(actual.body()).isEqualTo(expected.body());
        assertSameButForRandomness(expected, actual);
    }

    private static void assertSameButForRandomness(Answer expected, Answer actual) {
        assertThat(actual.status()).as(actual + "\ninstead of\n" + expected).isEqualTo(expected.status());
        assertThat(headers(actual)).isEqualTo(headers(expected));
        if (!expected.body().isEmpty()) {
            assertThat(actual.json().fieldNames()).toIterable().containsExactlyElementsOf(() -> expected.json()
                    .fieldNames());
        }
    }

    private static Map<String, List<String>> headers(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.remove("content-length");
        return headers;
    }

    private static void assertRefused(Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).isNotBlank();
        assertThat(answer.header("Cache-Control"))
                .hasValueSatisfying(value -> assertThat(value).contains("no-store"));
    }
}
