package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator finds out about the keys of a realm, by a client's name and over all clients. */
@KeycloakTest
class ApiKeySearchIT {

    @InjectRealm
    private static TestRealm realm;

    private static ApiKeys keys;

    static RealmFile realmFile() {
        return RealmFile.named("api-key-search")
                .apiKeysForMarkedClients()
                .client("asked", Map.of("secret", "partner-secret", "attributes", Map.of("needs-key", "true")))
                .client("idle", Map.of("secret", "partner-secret"))
                .client("by-key", Map.of("clientAuthenticatorType", "client-api-key"))
                .client("soon", Map.of("secret", "partner-secret"))
                .client("sooner", Map.of("secret", "partner-secret"))
                .client("ordered", Map.of("secret", "partner-secret"))
                .client("ended", Map.of("secret", "partner-secret"))
                .client("owner", Map.of("secret", "partner-secret"))
                .client("copy", Map.of("secret", "partner-secret"))
                .client("name with blanks & more", Map.of("secret", "partner-secret"));
    }

    @BeforeAll
    static void prepare() {
        keys = ApiKeys.forRealm(realm);
    }

    @Test
    void aClientIsNamedInThePlaceOfItsUuid() {
        Answer created = keys.createNamed("asked", Map.of("label", "by name")).expect(201);
        assertThat(created.json().fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("id", "key", "label", "createdAt", "expiresAt");
        Answer found = keys.search("clientId=asked").expect(200);
        assertThat(found.json().fieldNames())
                .toIterable()
                .containsExactly("client", "clientId", "enforced", "manageable", "adminEventsStored", "keys");
        assertThat(found.text("client"))
                .isEqualTo(realm.client("asked").get("id").textValue());
        assertThat(found.json().get("keys"))
                .isEqualTo(keys.list("asked").expect(200).json());
        assertThat(found.body()).contains("by name").doesNotContain(created.text("key"));
        assertThat(found.headers().allValues("Cache-Control")).anyMatch(value -> value.contains("no-store"));

        keys.createNamed("name+with%20blanks%20%26%20more", Map.of()).expect(201);
        keys.createNamed("unknown", Map.of()).expect(404);
        keys.search("clientId=unknown").expect(404);
        assertThat(keys.search("clientId=%00").status())
                .as("Keycloak's own answer")
                .isEqualTo(400);
        assertThat(keys.search("clientId=%1F").status()).isIn(400, 404);
        assertThat(realm.admin().post(keys.path(), Map.of()).expect(400).body()).contains("'clientId'");
        assertThat(keys.createNamed("asked", Map.of("expiresIn", 0)).expect(400).body())
                .contains("'expiresIn'");
    }

    @Test
    void whatAsksForTheKeyIsSaid() {
        assertThat(keys.search("clientId=asked").text("enforced")).isEqualTo("policy");
        assertThat(keys.search("clientId=by-key").text("enforced")).isEqualTo("authenticator");
        assertThat(keys.search("clientId=idle").text("enforced")).isEqualTo("none");
    }

    @Test
    void clientsWithKeysThatNobodyAsksForAreFound() {
        Key asked = keys.issue("asked");
        Key byKey = keys.issue("by-key");
        assertThat(unasked("")).doesNotContain("asked", "by-key", "idle");
        Key idle = keys.issue("idle");
        assertThat(unasked("")).contains("idle").doesNotContain("asked", "by-key");
        Answer found = keys.search("enforced=none").expect(200);
        assertThat(found.body()).contains(idle.id()).doesNotContain(asked.id(), byKey.id(), idle.secret());

        List<String> all = unasked("");
        assertThat(all).isSorted();
        assertThat(unasked("&first=1")).isEqualTo(all.subList(1, all.size()));
        assertThat(unasked("&max=1")).isEqualTo(all.subList(0, 1));
        assertThat(unasked("&first=100000")).isEmpty();
        keys.revoke("idle", idle.id()).expect(204);
        assertThat(unasked("")).doesNotContain("idle");
    }

    private static List<String> unasked(String more) {
        JsonNode found = keys.search("enforced=none" + more).expect(200).json();
        return StreamSupport.stream(found.spliterator(), false)
                .map(client -> client.get("clientId").textValue())
                .toList();
    }

    @Test
    void keysThatExpireSoonAreFoundSoonestFirst() {
        Key later = Key.in(keys.create("soon", Map.of("expiresIn", 90)).expect(201));
        Key first = Key.in(keys.create("sooner", Map.of("expiresIn", 60)).expect(201));
        Key second = Key.in(keys.create("soon", Map.of("expiresIn", 70)).expect(201));
        Key revoked = Key.in(keys.create("soon", Map.of("expiresIn", 65)).expect(201));
        keys.revoke("soon", revoked.id()).expect(204);
        Key rotated = keys.issue("sooner");
        keys.rotate("sooner", rotated.id(), Map.of("overlap", 80)).expect(201);

        assertThat(expiring("expiresWithin=100")).containsExactly(first.id(), second.id(), rotated.id(), later.id());
        assertThat(expiring("expiresWithin=100&first=1&max=2")).containsExactly(second.id(), rotated.id());
        assertThat(expiring("expiresWithin=0")).isEmpty();
        JsonNode soonest =
                keys.search("expiresWithin=100&max=1").expect(200).json().get(0);
        assertThat(soonest.get("clientId").textValue()).isEqualTo("sooner");
        assertThat(soonest.get("client").textValue())
                .isEqualTo(realm.client("sooner").get("id").textValue());
        assertThat(soonest.get("usable").booleanValue()).isTrue();
    }

    /** The keys of the two clients that only that test uses. */
    private static List<String> expiring(String query) {
        JsonNode found = keys.search(query).expect(200).json();
        return StreamSupport.stream(found.spliterator(), false)
                .filter(key -> key.get("clientId").textValue().startsWith("soon"))
                .map(key -> key.get("id").textValue())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id=0123456789abcdef&clientId=asked",
                "clientId=asked&enforced=none",
                "enforced=policy",
                "enforced=",
                "expiresWithin=",
                "expiresWithin=-1",
                "expiresWithin=1.5",
                "expiresWithin=a%20week",
                "expiresWithin=315360001",
                "expiresWithin=99999999999999999999",
                "expiresWithin=60&first=-1",
                "expiresWithin=60&max=many",
                "enforced=none&max=2147483648"
            })
    void anInvalidSearchIsRejected(String query) {
        Answer answer = keys.search(query).expect(400);
        assertThat(answer.text("errorMessage")).contains("'");
    }

    @Test
    void aListIsInTheOrderOfCreationAndInWholeSeconds() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            made.add(keys.issue("ordered").id());
        }
        String byHand = "written-by-hand-" + UUID.randomUUID();
        Instant past = Instant.now().minus(Duration.ofDays(9));
        write("ordered", byHand, ApiKeys.record(byHand, past, past.plus(Duration.ofDays(100))));
        made.add(0, ApiKeys.id(byHand));

        JsonNode list = keys.list("ordered").expect(200).json();
        assertThat(list).extracting(key -> key.get("id").textValue()).containsExactlyElementsOf(made);
        assertThat(list).allSatisfy(key -> {
            assertThat(key.get("createdAt").textValue()).matches("[0-9-]{10}T[0-9:]{8}Z");
            assertThat(key.get("expiresAt").textValue()).matches("[0-9-]{10}T[0-9:]{8}Z");
            assertThat(key.get("status").textValue()).isEqualTo("active");
            assertThat(key.get("usable").booleanValue()).isTrue();
        });
    }

    /** The one that can be used is named first, and further clients with a record of that id. */
    @Test
    void aCopiedRecordIsFoundBesideItsOwner() {
        Key key = keys.issue("owner");
        assertThat(keys.find(key.id()).expect(200).json().has("alsoAt")).isFalse();
        write("copy", key.secret(), ApiKeys.record(key.secret(), Instant.now().plus(Duration.ofDays(1))));
        keys.revoke("copy", key.id()).expect(204);

        Answer found = keys.find(key.id()).expect(200);
        assertThat(found.text("clientId")).isEqualTo("owner");
        assertThat(found.text("status")).isEqualTo("active");
        assertThat(found.json().get("alsoAt")).singleElement().satisfies(other -> {
            assertThat(other.get("clientId").textValue()).isEqualTo("copy");
            assertThat(other.get("client").textValue())
                    .isEqualTo(realm.client("copy").get("id").textValue());
        });
    }

    @Test
    void allKeysOfAClientAreRevokedAtOnce() {
        Key active = keys.issue("ended");
        Key rotated = keys.issue("ended");
        Key next = Key.in(
                keys.rotate("ended", rotated.id(), Map.of("overlap", 600)).expect(201));
        write("ended", "written-wrongly-" + UUID.randomUUID(), "nonsense");
        for (Answer refused : List.of(
                keys.revokeAll("ended", "other"),
                realm.admin().post(keys.client("ended") + "/revoke-all", Map.of()),
                realm.admin().post(keys.client("ended") + "/revoke-all", Map.of("clientId", 1)),
                realm.admin().post(keys.client("ended") + "/revoke-all", Map.of("clientId", "ended", "all", true)))) {
            assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
            assertThat(refused.text("errorMessage")).contains("clientId");
        }
        assertThat(keys.listed("ended", active.id()).get("usable").booleanValue())
                .isTrue();

        keys.revokeAll("ended", "ended").expect(204);
        assertThat(keys.list("ended").expect(200).json()).hasSize(3).allSatisfy(key -> {
            assertThat(key.get("usable").booleanValue()).isFalse();
            assertThat(key.get("status").textValue()).isEqualTo("revoked");
            assertThat(key.has("revokedAt")).isTrue();
        });
        assertThat(keys.listed("ended", rotated.id()).get("replacedBy").textValue())
                .isEqualTo(next.id());
        keys.revokeAll("ended", "ended").expect(204);
        realm.admin()
                .post(keys.path() + "/" + UUID.randomUUID() + "/revoke-all", Map.of("clientId", "ended"))
                .expect(404);
    }

    private static void write(String client, String key, String record) {
        ObjectNode representation = (ObjectNode) realm.client(client);
        representation.withObject("/attributes").put(ApiKeys.attribute(key), record);
        realm.admin()
                .put("/" + realm.name() + "/clients/" + representation.get("id").textValue(), representation)
                .expect(204);
    }
}
