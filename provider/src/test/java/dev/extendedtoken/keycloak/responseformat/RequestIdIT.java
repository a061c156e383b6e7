package dev.extendedtoken.keycloak.responseformat;

import static dev.extendedtoken.keycloak.responseformat.FormatRealm.CLIENT_CREDENTIALS;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.ENVELOPED;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.EVERYTHING;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.PLAIN;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.STRICT;
import static dev.extendedtoken.keycloak.responseformat.FormatRealm.TRACED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.responseformat.model.RequestId;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy option "request-id": the request id in responses and events. */
@KeycloakTest
class RequestIdIT {

    @InjectRealm
    private static FormatRealm realm;

    static RealmFile realmFile() {
        return FormatRealm.file("request-id");
    }

    static Stream<String> harmless() {
        return Stream.of(
                "a", "0", "-", "A-z_0.9", "x".repeat(128), UUID.randomUUID().toString());
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void aValidRequestIdIsEchoed(String sent) {
        FormatRequest success = FormatRequest.form("success", 200, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS);
        for (FormatRequest request : List.of(
                success, FormatEndpoint.TOKEN.wrongSecret(), FormatRequest.wrongMethod("GET", FormatEndpoint.TOKEN))) {
            Answer answer = realm.send(request.withHeaders(RequestId.HEADER, sent), TRACED);
            assertThat(FormatRealm.idOf(answer.expect(request.status()))).isEqualTo(sent);
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
        realm.send(FormatRequest.form("success", 200, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS), TRACED);
        for (FormatRequest request : List.of(
                FormatRequest.form("success", 200, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS),
                FormatEndpoint.TOKEN.wrongSecret())) {
            FormatRequest named = request;
            for (String value : sent) {
                named = named.withHeaders(RequestId.HEADER, value);
            }
            String first = FormatRealm.idOf(realm.send(named, TRACED).expect(request.status()));
            String second = FormatRealm.idOf(realm.send(named, TRACED).expect(request.status()));
            assertThat(List.of(first, second))
                    .allMatch(id -> UUID.fromString(id).toString().equals(id));
            assertThat(first).isNotEqualTo(second);
            assertThat(realm.eventsOf(first)).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyEndpointReturnsTheRequestId(FormatEndpoint endpoint) {
        for (FormatRequest request : List.of(endpoint.badRequest(), endpoint.wrongSecret(), endpoint.noSecret())) {
            String id = UUID.randomUUID().toString();
            Answer answer = realm.send(request.withHeaders(RequestId.HEADER, id), TRACED)
                    .expect(request.status());
            assertThat(FormatRealm.idOf(answer)).isEqualTo(id);
            assertThat(answer.text("error")).isNotBlank();
        }
        String id = UUID.randomUUID().toString();
        realm.send(endpoint.wrongSecret().withHeaders(RequestId.HEADER, id), TRACED)
                .expect(401);
        assertThat(realm.eventsOf(id))
                .isNotEmpty()
                .allMatch(event -> event.get("type").textValue().endsWith("_ERROR"));
    }

    @ParameterizedTest
    @MethodSource("dev.extendedtoken.keycloak.responseformat.FormatRequest#successes")
    void everySuccessReturnsTheRequestId(FormatRequest request) {
        String id = UUID.randomUUID().toString();
        Answer answer =
                realm.send(request.withHeaders(RequestId.HEADER, id), TRACED).expect(request.status());
        assertThat(FormatRealm.idOf(answer)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {TRACED, EVERYTHING})
    void eventsHoldTheRequestId(String client) {
        String good = UUID.randomUUID().toString();
        FormatRequest success = FormatRequest.form("success", 200, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS);
        realm.send(success.withHeaders(RequestId.HEADER, good), client).expect(200);
        assertEvent(good, "CLIENT_LOGIN", client);

        String bad = UUID.randomUUID().toString();
        realm.send(success.withSecret("wrong").withHeaders(RequestId.HEADER, bad), client)
                .expect(401);
        assertEvent(bad, "CLIENT_LOGIN_ERROR", client);

        String json = UUID.randomUUID().toString();
        FormatRequest byJson = FormatRequest.post(
                "JSON", 200, FormatEndpoint.TOKEN, Http.JSON, "{\"grant_type\":\"client_credentials\"}");
        realm.send(byJson.withHeaders(RequestId.HEADER, json), client).expect(200);
        assertEvent(json, "CLIENT_LOGIN", client);
    }

    private static void assertEvent(String id, String type, String client) {
        List<JsonNode> events = realm.eventsOf(id);
        assertThat(events).hasSize(1);
        assertThat(events.get(0).get("type").textValue()).isEqualTo(type);
        assertThat(events.get(0).get("clientId").textValue()).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, ENVELOPED, STRICT})
    void withoutTheOptionThereIsNoRequestId(String client) {
        String id = UUID.randomUUID().toString();
        FormatRequest success = FormatRequest.form("success", 200, FormatEndpoint.TOKEN, CLIENT_CREDENTIALS);
        for (FormatRequest request : List.of(
                success,
                FormatEndpoint.TOKEN.badRequest(),
                FormatEndpoint.TOKEN.wrongSecret(),
                FormatEndpoint.DEVICE.badRequest())) {
            Answer answer = realm.send(request.withHeaders(RequestId.HEADER, id), client);
            assertThat(answer.expect(request.status()).header(RequestId.HEADER)).isEmpty();
        }
        assertThat(realm.eventsOf(id)).isEmpty();
    }
}
