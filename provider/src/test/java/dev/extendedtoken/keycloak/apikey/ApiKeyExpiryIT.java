package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long keys may live, and who is told that one is about to end. */
@KeycloakTest
class ApiKeyExpiryIT {

    private static final String EXPIRING = "keycloak_extended_token_api_key_expiring_total";
    private static final String ACCEPTED = "keycloak_extended_token_api_key_total{outcome=\"accepted\"";

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    private static ApiKeys keys;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("api-key-expiry")
                .allEvents()
                .profile("short", "api-key-enforcer", Map.of("max-key-lifetime", "3600"))
                .policy("short", "short", "client-attributes", marked("short"))
                .profile("shorter", "api-key-enforcer", Map.of("max-key-lifetime", 600))
                .policy("shorter", "shorter", "client-attributes", marked("shorter"))
                .profile("keys", "api-key-enforcer", Map.of("max-key-lifetime", 0))
                .policy("keys", "keys", "any-client", Map.of())
                .client("partner", client(Map.of()))
                .client("limited", client(Map.of("short", "true")))
                .client("twice-limited", client(Map.of("short", "true", "shorter", "true")));
    }

    private static Map<String, ?> marked(String attribute) {
        return Map.of("attributes", "[{\"key\":\"" + attribute + "\",\"value\":\"true\"}]");
    }

    private static Map<String, ?> client(Map<String, String> attributes) {
        return Map.of("secret", "partner-secret", "serviceAccountsEnabled", true, "attributes", attributes);
    }

    @BeforeAll
    static void prepare() {
        keys = ApiKeys.forRealm(realm);
    }

    /** In days: the key's lifetime and age. */
    @ParameterizedTest
    @CsvSource({"365, 345, true", "365, 330, false", "30, 24, true", "30, 0, false", "30, 20, false", "149, 120, true"})
    void theEventAndTheCounterTellOfAnEndThatIsNear(int lifetime, int age, boolean near) {
        String key = "written-by-hand-" + UUID.randomUUID();
        Instant created = Instant.now().minus(Duration.ofDays(age)).truncatedTo(ChronoUnit.SECONDS);
        Instant end = created.plus(Duration.ofDays(lifetime));
        write(key, ApiKeys.record(key, created, end));
        double expiring = counter(EXPIRING);
        double accepted = counter(ACCEPTED);

        token(key).expect(200);

        JsonNode details = lastEvent().get("details");
        assertThat(details.get("api_key_id").textValue()).isEqualTo(ApiKeys.id(key));
        assertThat(details.path("api_key_expires_at").textValue()).isEqualTo(near ? end.toString() : null);
        // Other classes use keys at the same time.
        assertThat(counter(EXPIRING)).isGreaterThanOrEqualTo(expiring + (near ? 1 : 0));
        assertThat(counter(ACCEPTED)).isGreaterThanOrEqualTo(accepted + 1);
        long left = Duration.between(Instant.now(), end).toSeconds();
        assertThat(keys.search("expiresWithin=" + (left + 60)).expect(200).body())
                .contains(ApiKeys.id(key));
        assertThat(keys.search("expiresWithin=" + (left - 60)).expect(200).body())
                .doesNotContain(ApiKeys.id(key));
    }

    @Test
    void aKeyThatExpiresInTwentyDays() {
        String key = "written-by-hand-" + UUID.randomUUID();
        write(key, ApiKeys.record(key, Instant.now().plus(Duration.ofDays(20))));
        double expiring = counter(EXPIRING);
        token(key).expect(200);
        assertThat(lastEvent().at("/details/api_key_expires_at").isTextual()).isTrue();
        assertThat(counter(EXPIRING)).isGreaterThanOrEqualTo(expiring + 1);
        assertThat(keys.search("expiresWithin=" + Duration.ofDays(20).toSeconds())
                        .expect(200)
                        .body())
                .contains(ApiKeys.id(key));
    }

    @Test
    void theCountersHaveHelpTexts() {
        String key = "written-by-hand-" + UUID.randomUUID();
        write(key, ApiKeys.record(key, Instant.now().plus(Duration.ofDays(1))));
        token(key).expect(200);
        assertThat(keycloak.metrics())
                .containsPattern("# HELP keycloak_extended_token_api_key(_total)? [A-Z]")
                .containsPattern("# HELP keycloak_extended_token_api_key_expiring(_total)? [A-Z]");
    }

    @Test
    void aPolicyLimitsTheLifetime() {
        assertThat(life(keys.create("limited", Map.of()).expect(201).json())).isEqualTo(Duration.ofHours(1));
        keys.create("limited", Map.of("expiresIn", 3600)).expect(201);
        assertThat(keys.create("limited", Map.of("expiresIn", 3601)).expect(400).text("errorMessage"))
                .contains("'expiresIn'", "3600", "policy");
        String own = "a-partner-has-had-it-for-years-" + UUID.randomUUID();
        keys.create("limited", Map.of("key", own, "expiresIn", 3601)).expect(400);
        keys.create("limited", Map.of("key", own)).expect(201);
        keys.createNamed("twice-limited", Map.of("expiresIn", 601)).expect(400);
        assertThat(life(keys.createNamed("twice-limited", Map.of()).expect(201).json()))
                .isEqualTo(Duration.ofMinutes(10));
        assertThat(life(keys.create("partner", Map.of()).expect(201).json())).isEqualTo(Duration.ofDays(365));
    }

    @Test
    void aRotationKeepsTheLifetimeUpToTheLimit() {
        Key key = Key.in(keys.create("limited", Map.of("expiresIn", 60)).expect(201));
        keys.rotate("limited", key.id(), Map.of("expiresIn", 3601)).expect(400);
        assertThat(life(keys.rotate("limited", key.id(), Map.of()).expect(201).json()))
                .isEqualTo(Duration.ofSeconds(60));

        String older = "written-by-hand-" + UUID.randomUUID();
        Instant created = Instant.now().minus(Duration.ofDays(2));
        write("limited", older, ApiKeys.record(older, created, created.plus(Duration.ofDays(300))));
        assertThat(life(keys.rotate("limited", ApiKeys.id(older), Map.of())
                        .expect(201)
                        .json()))
                .isEqualTo(Duration.ofHours(1));
    }

    private static Duration life(JsonNode key) {
        return Duration.between(
                Instant.parse(key.get("createdAt").textValue()),
                Instant.parse(key.get("expiresAt").textValue()));
    }

    private static void write(String key, String record) {
        write("partner", key, record);
    }

    private static void write(String client, String key, String record) {
        ObjectNode representation = (ObjectNode) realm.client(client);
        representation.withObject("/attributes").put(ApiKeys.attribute(key), record);
        realm.admin()
                .put("/" + realm.name() + "/clients/" + representation.get("id").textValue(), representation)
                .expect(204);
    }

    private Answer token(String key) {
        return http.form(
                realm.token(),
                Map.of("grant_type", "client_credentials"),
                "Authorization",
                Http.basic("partner", "partner-secret"),
                ApiKeys.HEADER,
                key);
    }

    private static JsonNode lastEvent() {
        return realm.events("CLIENT_LOGIN").get(0);
    }

    /** 0 if nothing was counted yet. */
    private static double counter(String start) {
        return keycloak.metrics()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElse(0);
    }
}
