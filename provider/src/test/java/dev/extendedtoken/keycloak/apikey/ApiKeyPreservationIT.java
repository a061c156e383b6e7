package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Updates of a client representation do not change its API keys, whether they are stale or made by the client itself.
 */
@Tag("modes")
@KeycloakTest
class ApiKeyPreservationIT {

    private static final String PLANTED = "planted-by-the-client-in-its-own-record-secret";

    @InjectKeycloak
    @WithAliases
    private static Keycloak anotherServer;

    @InjectRealm
    private static TestRealm realm;

    private static ApiKeys keys;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("api-key-preservation").apiKeysForAll();
    }

    @BeforeAll
    static void prepare() {
        keys = ApiKeys.forRealm(realm);
    }

    @BeforeEach
    void createClient() {
        realm.admin()
                .post(
                        "/" + realm.name() + "/clients",
                        Map.of(
                                "clientId",
                                "partner",
                                "secret",
                                "partner-secret",
                                "serviceAccountsEnabled",
                                true,
                                "redirectUris",
                                List.of("https://partner.example/callback")))
                .expect(201);
    }

    @AfterEach
    void deleteClient() {
        realm.admin().delete(clientPath()).expect(204);
    }

    @Test
    void aStaleUpdateDoesNotChangeKeys() {
        EndingKeys issued = EndingKeys.issue(keys, "partner");
        JsonNode stale = realm.client("partner");
        Key next = issued.end(3);

        realm.admin().put(clientPath(), stale).expect(204);

        assertThat(List.of(status(issued.revoked()), status(issued.rotated()), status(issued.live()), status(next)))
                .containsExactly(401, 401, 200, 200);
        Awaitility.await().until(() -> status(issued.ending()) == 401);
        assertThat(listedStatus(issued.revoked())).isEqualTo("revoked");
        assertThat(listedStatus(issued.ending())).isEqualTo("rotated");
        assertThat(listedStatus(issued.rotated())).isEqualTo("rotated");
        keys.rotate("partner", issued.revoked().id(), Map.of()).expect(409);
        keys.rotate("partner", issued.ending().id(), Map.of()).expect(409);
        realm.admin().put(clientPath(), stale).expect(204);
        assertThat(List.of(
                        status(issued.revoked()),
                        status(issued.rotated()),
                        status(issued.ending()),
                        status(issued.live())))
                .containsExactly(401, 401, 401, 200);
    }

    @Test
    void aPartialImportDoesNotChangeKeys() {
        Key revoked = keys.issue("partner");
        Key kept = keys.issue("partner");
        JsonNode stale = realm.client("partner");
        keys.revoke("partner", revoked.id()).expect(204);
        Key later = keys.issue("partner");

        overwrite(stale);
        assertThat(List.of(status(revoked), status(kept), status(later))).containsExactly(401, 200, 200);

        ObjectNode without = stale.deepCopy();
        without.remove("attributes");
        overwrite(without);
        assertThat(List.of(status(revoked), status(kept), status(later))).containsExactly(401, 200, 200);
        keys.revoke("partner", later.id()).expect(204);
        assertThat(status(later)).isEqualTo(401);
    }

    /** The import makes the client anew, under another UUID. */
    private static void overwrite(JsonNode client) {
        String before = clientPath();
        Answer answer = realm.admin()
                .post(
                        "/" + realm.name() + "/partialImport",
                        Map.of("ifResourceExists", "OVERWRITE", "clients", List.of(client)))
                .expect(200);
        assertThat(answer.json().get("overwritten").intValue()).isEqualTo(1);
        assertThat(clientPath()).isNotEqualTo(before);
    }

    @Test
    void keysOfADeletedClientAreGone() {
        Key key = keys.issue("partner");
        deleteClient();
        keys.find(key.id()).expect(404);
        createClient();
        assertThat(status(key)).isEqualTo(401);
        assertThat(keys.list("partner").json()).isEmpty();
    }

    @Test
    void aClientUpdateByTheClientDoesNotChangeKeys() {
        Key kept = keys.issue("partner");
        Key brief = Key.in(keys.create("partner", Map.of("expiresIn", 600)).expect(201));
        String before = records();
        String token = realm.admin()
                .post(clientPath() + "/registration-access-token", Map.of())
                .expect(200)
                .text("registrationAccessToken");

        ObjectNode own =
                (ObjectNode) register("GET", "/default/partner", token, null).json();
        token = own.path("registrationAccessToken").asText(token);
        ObjectNode attributes = own.withObject("/attributes");
        attributes.put(ApiKeys.attribute(PLANTED), record());
        attributes.put(ApiKeys.attribute(brief.secret()), ApiKeys.record(brief.secret(), inAYear()));
        attributes.put(ApiKeys.attribute(kept.secret()), "");
        attributes.put("harmless", "yes");
        Answer answer = register("PUT", "/default/partner", token, own);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(records()).isEqualTo(before);
        assertThat(realm.client("partner").at("/attributes/harmless").textValue())
                .isEqualTo("yes");
        assertThat(statusOf(PLANTED)).isEqualTo(401);

        token = answer.text("registrationAccessToken");
        own.remove("attributes");
        answer = register("PUT", "/default/partner", token, own).expect(200);
        assertThat(records()).isEqualTo(before);

        token = answer.text("registrationAccessToken");
        attributes = own.putObject("attributes");
        attributes.putNull(ApiKeys.attribute(kept.secret()));
        answer = register("PUT", "/default/partner", token, own).expect(200);
        assertThat(records()).isEqualTo(before);

        token = answer.text("registrationAccessToken");
        ObjectNode oidc = (ObjectNode) register("GET", "/openid-connect/partner", token, null)
                .expect(200)
                .json();
        token = oidc.path("registration_access_token").asText(token);
        // Keycloak takes the client's id for its UUID where a scope is sent, and fails.
        oidc.remove("scope");
        register("PUT", "/openid-connect/partner", token, oidc).expect(200);
        assertThat(records()).isEqualTo(before);
        assertThat(status(kept)).isEqualTo(200);
    }

    @Test
    void aDynamicallyRegisteredClientHasNoKeys() {
        String initial = realm.admin()
                .post("/" + realm.name() + "/clients-initial-access", Map.of("count", 2, "expiration", 600))
                .expect(201)
                .text("token");
        Answer created = register(
                "POST",
                "/default",
                initial,
                Map.of(
                        "clientId",
                        "newcomer",
                        "secret",
                        "partner-secret",
                        "attributes",
                        Map.of(ApiKeys.attribute(PLANTED), record(), "harmless", "yes")));
        assertThat(created.status()).as(created.toString()).isEqualTo(201);
        assertThat(created.body()).doesNotContain(ApiKeys.attribute(PLANTED));
        assertThat(keys.list("newcomer").expect(200).json()).isEmpty();
        assertThat(realm.client("newcomer").at("/attributes/harmless").textValue())
                .isEqualTo("yes");
    }

    @Test
    void anExportHoldsValidKeysAndEndedOnes() {
        Key live = Key.in(keys.create("partner", Map.of("label", "live")).expect(201));
        Key revoked = keys.issue("partner");
        keys.revoke("partner", revoked.id()).expect(204);
        Key ending = keys.issue("partner");
        keys.rotate("partner", ending.id(), Map.of("overlap", 2)).expect(201);

        Answer export = realm.admin()
                .post("/" + realm.name() + "/partial-export?exportClients=true&exportGroupsAndRoles=true", Map.of())
                .expect(200);
        assertThat(export.body())
                .contains(live.id(), "api-key-enforcer")
                .contains(revoked.id())
                .doesNotContain(live.secret())
                .doesNotContain(revoked.secret())
                .doesNotContain(ending.secret());

        AdminApi other = new AdminApi(anotherServer);
        other.post("", export.json()).expect(201);
        try {
            JsonNode client = other.get("/" + realm.name() + "/clients?clientId=partner")
                    .json()
                    .get(0);
            // An export masks the secrets of clients.
            other.put(
                            "/" + realm.name() + "/clients/" + client.get("id").textValue(),
                            Map.of("clientId", "partner", "secret", "partner-secret"))
                    .expect(204);
            URI token = URI.create(anotherServer.http() + "/realms/" + realm.name() + "/protocol/openid-connect/token");
            assertThat(statusAt(token, live.secret())).isEqualTo(200);
            assertThat(statusAt(token, revoked.secret())).isEqualTo(401);
            Awaitility.await().until(() -> statusAt(token, ending.secret()) == 401);
            String found = "/" + realm.name() + "/api-keys?id=";
            assertThat(other.get(found + live.id()).expect(200).text("label")).isEqualTo("live");
            assertThat(other.get(found + revoked.id()).expect(200).text("status"))
                    .isEqualTo("revoked");
            assertThat(other.get(found + ending.id()).expect(200).text("status"))
                    .isEqualTo("rotated");
        } finally {
            other.delete("/" + realm.name()).expect(204);
        }
    }

    private Answer register(String method, String path, String token, Object body) {
        return http.send(Http.request(
                        realm.uri("/clients-registrations" + path),
                        "Authorization",
                        "Bearer " + token,
                        "Content-Type",
                        Http.JSON)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Http.toJson(body))));
    }

    private static String record() {
        return ApiKeys.record(PLANTED, inAYear());
    }

    private static Instant inAYear() {
        return Instant.now().plus(Duration.ofDays(365));
    }

    private static String records() {
        return keys.list("partner").expect(200).body();
    }

    private static String listedStatus(Key key) {
        return keys.find(key.id()).expect(200).text("status");
    }

    private static String clientPath() {
        return "/" + realm.name() + "/clients/"
                + realm.client("partner").get("id").textValue();
    }

    private int status(Key key) {
        return statusOf(key.secret());
    }

    private int statusOf(String key) {
        return statusAt(realm.token(), key);
    }

    /** Introspection works without the user of the service account, which an import does not create. */
    private int statusAt(URI token, String key) {
        return http.form(
                        URI.create(token + "/introspect"),
                        Map.of("token", "none"),
                        "Authorization",
                        Http.basic("partner", "partner-secret"),
                        ApiKeys.HEADER,
                        key)
                .status();
    }
}
