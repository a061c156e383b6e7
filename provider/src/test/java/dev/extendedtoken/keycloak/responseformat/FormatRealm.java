package dev.extendedtoken.keycloak.responseformat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.responseformat.model.RequestId;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A realm whose clients differ in the response format that their policies configure. The client {@code plain} has none. */
record FormatRealm(TestRealm realm) implements AutoCloseable {

    private static final Http HTTP = Http.client();

    static final String SECRET = "client-secret";
    static final String ORIGIN = "https://app.example.com";
    static final String OTHER_ORIGIN = "https://other.example.com";
    static final String REDIRECT_URI = "https://app.example.com/callback";
    static final String BAD_CREDENTIALS = "Invalid client or Invalid client credentials";
    static final String CLIENT_CREDENTIALS = "grant_type=client_credentials";

    static final String PLAIN = "plain";
    static final String ENVELOPED = "enveloped";
    static final String STRICT = "strict";
    static final String TRACED = "traced";
    static final String EVERYTHING = "everything";

    static RealmFile file(String name) {
        return format(
                        format(
                                format(
                                        RealmFile.named(name)
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

    URI uri(FormatEndpoint endpoint) {
        return realm.uri("/protocol/openid-connect" + endpoint.path());
    }

    Answer send(FormatRequest request, String client) {
        return HTTP.send(request.as(this, client));
    }

    static String envelope(int status, String message) {
        return "{\"meta\":{\"pagination\":{\"limit\":0,\"offset\":0,\"total_count\":0}},\"errors\":[{\"httpcode\":"
                + status + ",\"message\":" + Http.toJson(message) + "}]}";
    }

    /** Without those of the very answer. */
    static Map<String, List<String>> headers(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>();
        answer.headers().map().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        headers.keySet().removeAll(List.of("content-length", "date"));
        return headers;
    }

    static String idOf(Answer answer) {
        List<String> ids = answer.headers().allValues(RequestId.HEADER);
        assertThat(ids).as(answer.toString()).hasSize(1);
        return ids.get(0);
    }

    /** The recorded events of one request. */
    List<JsonNode> eventsOf(String id) {
        return realm.events().stream()
                .filter(event -> id.equals(event.at("/details/request_id").textValue()))
                .toList();
    }

    @Override
    public void close() {
        realm.close();
    }
}
