package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.FineGrainedPermissions;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Revoking an API key affects the client that owns the key, under each of its client ids, and no other client. */
@Tag("modes")
@KeycloakTest
class ApiKeyOwnerIT {

    private static final String FAR_AWAY = "+292278995-01-01T00:00:00Z";

    @InjectRealm
    private static TestRealm realm;

    private static ApiKeys keys;
    private static AdminApi ofOneClient;
    private static int clients;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("api-key-owner")
                .with("adminPermissionsEnabled", true)
                .apiKeysForMarkedClients()
                .client("mine", confidential())
                .user(
                        "delegate",
                        "delegate-secret",
                        Map.of("clientRoles", Map.of("realm-management", List.of("query-clients"))));
    }

    @BeforeAll
    static void prepare() {
        keys = ApiKeys.forRealm(realm);
        new FineGrainedPermissions(realm).onClient("delegate", "mine", List.of("view", "manage"));
        ofOneClient = realm.adminAs("delegate", "delegate-secret");
    }

    /**
     * A user who manages one client copies a hash of another client into it and revokes it: only the copy is revoked.
     */
    @Test
    void revokingACopiedHashRevokesOnlyTheCopy() {
        String partner = client();
        Key key = keys.issue(partner);
        ApiKeys delegate = keys.as(ofOneClient);

        plant(ofOneClient, key.secret());
        delegate.revoke("mine", key.id()).expect(204);
        assertThat(status(partner, key.secret())).isEqualTo(200);
        assertThat(listedStatus(partner, key.id())).isEqualTo("active");
        assertThat(status("mine", key.secret())).isEqualTo(401);

        plant(ofOneClient, key.secret());
        assertThat(listedStatus("mine", key.id())).isEqualTo("revoked");
        assertThat(status("mine", key.secret())).isEqualTo(401);
        delegate.rotate("mine", key.id(), Map.of()).expect(409);
        delegate.revoke("mine", key.id()).expect(204);

        assertThat(status(partner, key.secret())).isEqualTo(200);
        Key next = Key.in(keys.rotate(partner, key.id(), Map.of()).expect(201));
        assertThat(status(partner, key.secret())).isEqualTo(401);
        assertThat(status(partner, next.secret())).isEqualTo(200);
    }

    @Test
    void rotatingACopiedHashRevokesOnlyTheCopy() {
        String partner = client();
        Key key = keys.issue(partner);
        plant(ofOneClient, key.secret());

        keys.as(ofOneClient).rotate("mine", key.id(), Map.of()).expect(201);

        assertThat(status(partner, key.secret())).isEqualTo(200);
        assertThat(listedStatus(partner, key.id())).isEqualTo("active");
        keys.rotate(partner, key.id(), Map.of("overlap", 60)).expect(201);
        assertThat(status(partner, key.secret())).isEqualTo(200);
    }

    /** The client id is taken, so that the change fails. It must not leave a revocation entry. */
    @Test
    void takingAnotherClientIdRevokesOnlyOwnKeys() {
        String partner = client();
        Key key = keys.issue(partner);
        plant(realm.admin(), key.secret());
        keys.revoke("mine", key.id()).expect(204);
        plant(realm.admin(), key.secret());

        ObjectNode mine = (ObjectNode) realm.client("mine");
        String path = clientPath("mine");
        assertThat(realm.admin().put(path, mine.put("clientId", partner)).status())
                .as("Keycloak's own answer")
                .isIn(409, 500);
        assertThat(clientPath("mine")).isEqualTo(path);

        assertThat(status(partner, key.secret())).isEqualTo(200);
        assertThat(listedStatus(partner, key.id())).isEqualTo("active");
    }

    /** What ended elsewhere does not block a key that arrives with its record. */
    @Test
    void aHashRevokedAtAnotherClientCanBeImported() {
        String secret = "of-two-clients-" + UUID.randomUUID();
        String former = client();
        String later = client();
        write(former, secret);
        keys.revoke(former, ApiKeys.id(secret)).expect(204);
        assertThat(status(former, secret)).isEqualTo(401);

        write(later, secret);
        assertThat(status(later, secret)).isEqualTo(200);
        assertThat(listedStatus(later, ApiKeys.id(secret))).isEqualTo("active");
    }

    @Test
    void aKeyIsImportedIfTheCallerCannotSeeItsRevocation() {
        String other = client();
        String ended = "ended-at-another-client-" + UUID.randomUUID();
        keys.create(other, Map.of("key", ended)).expect(201);
        keys.revoke(other, ApiKeys.id(ended)).expect(204);
        String live = "live-at-another-client-" + UUID.randomUUID();
        keys.create(other, Map.of("key", live)).expect(201);
        for (String secret : List.of(ended, live)) {
            keys.create("mine", Map.of("key", secret)).expect(409);

            keys.as(ofOneClient).create("mine", Map.of("key", secret)).expect(201);
            assertThat(status("mine", secret)).isEqualTo(200);
        }
        keys.as(ofOneClient).revoke("mine", ApiKeys.id(ended)).expect(204);
        keys.as(ofOneClient).create("mine", Map.of("key", ended)).expect(409);
        assertThat(status("mine", ended)).isEqualTo(401);
        assertThat(status(other, live)).isEqualTo(200);
    }

    @Test
    void aRecreatedClientHasNoRevokedKey() {
        String partner = client();
        EndingKeys issued = EndingKeys.issue(keys, partner);
        JsonNode stale = realm.client(partner);
        issued.end(2);

        makeAnew(partner, stale);

        assertThat(List.of(
                        status(partner, issued.revoked().secret()),
                        status(partner, issued.rotated().secret())))
                .containsExactly(401, 401);
        assertThat(status(partner, issued.live().secret())).isEqualTo(200);
        assertThat(listedStatus(partner, issued.revoked().id())).isEqualTo("revoked");
        Awaitility.await().until(() -> status(partner, issued.ending().secret()) == 401);
        keys.rotate(partner, issued.revoked().id(), Map.of()).expect(409);
    }

    @Test
    void aRenamedClientHasNoRevokedKey() {
        String partner = client();
        Key revoked = keys.issue(partner);
        Key live = keys.issue(partner);
        JsonNode stale = realm.client(partner);
        keys.revoke(partner, revoked.id()).expect(204);

        String renamed = rename(partner);
        save(renamed, stale);

        assertThat(status(renamed, revoked.secret())).isEqualTo(401);
        assertThat(status(renamed, live.secret())).isEqualTo(200);
        assertThat(listedStatus(renamed, revoked.id())).isEqualTo("revoked");
    }

    /** A new UUID, and then a new client id, so that both differ from the revoked client's. */
    @Test
    void aRecreatedAndRenamedClientHasNoRevokedKey() {
        String partner = client();
        Key revoked = keys.issue(partner);
        Key live = keys.issue(partner);
        JsonNode stale = realm.client(partner);
        keys.revoke(partner, revoked.id()).expect(204);

        makeAnew(partner, stale);
        String renamed = rename(partner);
        assertThat(status(renamed, revoked.secret())).isEqualTo(401);
        assertThat(status(renamed, live.secret())).isEqualTo(200);

        makeAnew(renamed, realm.client(renamed));
        assertThat(status(renamed, revoked.secret())).isEqualTo(401);
        assertThat(status(renamed, live.secret())).isEqualTo(200);
    }

    /** A save that renames the client and brings the record back, in one. */
    @Test
    void aStaleUpdateThatRenamesRestoresNoRevokedKey() {
        String partner = client();
        Key revoked = keys.issue(partner);
        JsonNode stale = realm.client(partner);
        keys.revoke(partner, revoked.id()).expect(204);
        ((ObjectNode) stale).withObject("/attributes").remove("api-key." + revoked.id());
        makeAnew(partner, stale);

        ObjectNode renaming = (ObjectNode) realm.client(partner);
        String renamed = "client-" + ++clients;
        renaming.put("clientId", renamed)
                .withObject("/attributes")
                .put(
                        ApiKeys.attribute(revoked.secret()),
                        ApiKeys.record(revoked.secret(), Instant.now().plus(Duration.ofDays(365))));
        realm.admin().put(clientPath(partner), renaming).expect(204);

        assertThat(status(renamed, revoked.secret())).isEqualTo(401);
    }

    /** So long that Keycloak's clock cannot count it. */
    @Test
    void aKeyWithoutExpiryStaysRevoked() {
        String partner = client();
        String secret = "lives-forever-" + UUID.randomUUID();
        ObjectNode stale = (ObjectNode) realm.client(partner);
        stale.withObject("/attributes")
                .put(
                        ApiKeys.attribute(secret),
                        ApiKeys.record(secret, Instant.EPOCH).replace("1970-01-01T00:00:00Z", FAR_AWAY));
        save(partner, stale);
        assertThat(status(partner, secret)).isEqualTo(200);

        keys.revoke(partner, ApiKeys.id(secret)).expect(204);
        assertThat(status(partner, secret)).isEqualTo(401);
        save(partner, stale);

        assertThat(status(partner, secret)).isEqualTo(401);
        assertThat(listedStatus(partner, ApiKeys.id(secret))).isEqualTo("revoked");
        String rotated = "lives-forever-" + UUID.randomUUID();
        stale.withObject("/attributes")
                .put(
                        ApiKeys.attribute(rotated),
                        ApiKeys.record(rotated, Instant.EPOCH).replace("1970-01-01T00:00:00Z", FAR_AWAY));
        save(partner, stale);
        keys.rotate(partner, ApiKeys.id(rotated), Map.of()).expect(201);
        save(partner, stale);
        assertThat(status(partner, rotated)).isEqualTo(401);
    }

    private static String client() {
        String clientId = "client-" + ++clients;
        Map<String, Object> client = new HashMap<>(confidential());
        client.put("clientId", clientId);
        create(client);
        return clientId;
    }

    private static Map<String, ?> confidential() {
        return Map.of("secret", "partner-secret", "attributes", Map.of("needs-key", "true"));
    }

    private static void create(Object representation) {
        realm.admin().post("/" + realm.name() + "/clients", representation).expect(201);
    }

    private static void makeAnew(String clientId, JsonNode representation) {
        String before = clientPath(clientId);
        realm.admin().delete(before).expect(204);
        create(((ObjectNode) representation).without("id"));
        assertThat(clientPath(clientId)).isNotEqualTo(before);
    }

    private static String rename(String clientId) {
        String renamed = "client-" + ++clients;
        ObjectNode client = (ObjectNode) realm.client(clientId);
        realm.admin().put(clientPath(clientId), client.put("clientId", renamed)).expect(204);
        return renamed;
    }

    private static void save(String clientId, JsonNode stale) {
        realm.admin()
                .put(clientPath(clientId), ((ObjectNode) stale).put("clientId", clientId))
                .expect(204);
    }

    private static void write(String clientId, String secret) {
        ObjectNode client = (ObjectNode) realm.client(clientId);
        client.withObject("/attributes").put(ApiKeys.attribute(secret), record(secret));
        save(clientId, client);
    }

    /** Writes a record by a known hash, without the key. */
    private static void plant(AdminApi admin, String secret) {
        ObjectNode mine = (ObjectNode) realm.client("mine");
        mine.withObject("/attributes").put(ApiKeys.attribute(secret), record(secret));
        admin.put(clientPath("mine"), mine).expect(204);
    }

    private static String record(String secret) {
        return ApiKeys.record(secret, Instant.now().plus(Duration.ofDays(365)));
    }

    private static String clientPath(String clientId) {
        return "/" + realm.name() + "/clients/" + id(realm.client(clientId));
    }

    private static String id(JsonNode representation) {
        return representation.get("id").textValue();
    }

    private static String listedStatus(String clientId, String id) {
        for (JsonNode key : keys.list(clientId).expect(200).json()) {
            if (id.equals(key.get("id").textValue())) {
                return key.get("status").textValue();
            }
        }
        throw new AssertionError("No key " + id + " at " + clientId);
    }

    private int status(String clientId, String key) {
        Answer answer = http.form(
                URI.create(realm.token() + "/introspect"),
                Map.of("token", "none"),
                "Authorization",
                Http.basic(clientId, "partner-secret"),
                ApiKeys.HEADER,
                key);
        return answer.status();
    }
}
