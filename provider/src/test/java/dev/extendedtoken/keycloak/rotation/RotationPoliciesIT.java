package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client policies configure rotation. An unreadable configuration is rejected on save and at each refresh. */
@Tag("modes")
@KeycloakTest
class RotationPoliciesIT {

    private static final String STORED =
            "{\"profiles\":[{\"name\":\"long\",\"executors\":[{\"executor\":\"refresh-token-rotation\","
                    + "\"configuration\":{\"grace-period\":%s}}]}]}";

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static RotationRealm saved;

    static RealmFile realmFile() {
        return RotationRealm.file("rotation-saved");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"grace-period\":3601}|'grace-period' must be a whole number from 0 to 3600",
                "{\"grace-period\":301}|'grace-period' above 300 needs 'grace-uses' from 1 to 10",
                "{\"grace-period\":3600,\"grace-uses\":11}|'grace-period' above 300 needs 'grace-uses' from 1 to 10",
                "{\"reuse-action\":\"keep-family\"}|'reuse-action' keep-family needs 'family-lifetime' from 1 to 86400",
                "{\"reuse-action\":\"keep-family\",\"family-lifetime\":86401}|'family-lifetime' from 1 to 86400",
                "{\"grace-period\":-1}|'grace-period'",
                "{\"grace-period\":1.5}|'grace-period'",
                "{\"grace-period\":\"ten\"}|'grace-period'",
                "{\"grace-period\":[10]}|'grace-period'",
                "{\"grace-period\":true}|'grace-period'",
                "{\"grace-period\":\"99999999999999999999\"}|'grace-period'",
                "{\"grace-uses\":\"-1\"}|'grace-uses'",
                "{\"grace-uses\":3000000000}|'grace-uses'",
                "{\"reuse-action\":\"revoke\"}|'reuse-action' must be keep-family or revoke-family or revoke-session",
                "{\"reuse-action\":1}|'reuse-action'",
                "{\"family-lifetime\":\"1d\"}|'family-lifetime'",
                "{\"grace\":10}|unknown option 'grace'",
                "[]|must be a JSON object"
            })
    void invalidValuesAreRejectedOnSave(String configuration, String message) {
        Answer answer = save(configuration);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.text("errorMessage")).contains("refresh-token-rotation: ", message);
    }

    /** The Admin Console sends numbers as text, and fields that were cleared as empty text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"grace-period\":\"300\",\"grace-uses\":\"0\",\"reuse-action\":\"revoke-session\",\"family-lifetime\":\"86400\"}",
                "{\"grace-period\":\"3600\",\"grace-uses\":\"10\"}",
                "{\"grace-period\":301,\"grace-uses\":1}",
                "{\"reuse-action\":\"keep-family\",\"family-lifetime\":\"86400\"}",
                "{\"grace-period\":0,\"grace-uses\":2147483647,\"reuse-action\":\"revoke-family\",\"family-lifetime\":0}",
                "{\"grace-period\":\"\",\"grace-uses\":null,\"reuse-action\":\"\"}"
            })
    void validValuesAreSaved(String configuration) {
        save(configuration).expect(204);
    }

    private static Answer save(String configuration) {
        Object value = configuration.startsWith("{") ? RealmFile.json(configuration) : List.of();
        return saved.realm()
                .admin()
                .put(
                        "/" + saved.realm().name() + "/client-policies/profiles",
                        Map.of(
                                "profiles",
                                List.of(Map.of(
                                        "name",
                                        "one",
                                        "executors",
                                        List.of(Map.of(
                                                "executor", "refresh-token-rotation", "configuration", value))))));
    }

    @Test
    void theAdminConsoleOffersTheOptions() {
        JsonNode types = saved.realm()
                .admin()
                .serverInfo()
                .expect(200)
                .json()
                .at("/componentTypes/org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider");
        JsonNode form = StreamSupport.stream(types.spliterator(), false)
                .filter(type -> "refresh-token-rotation".equals(type.get("id").textValue()))
                .findFirst()
                .orElseThrow();
        assertThat(form.get("properties"))
                .extracting(property -> property.get("name").textValue() + "="
                        + property.get("defaultValue").asText())
                .containsExactly("grace-period=10", "grace-uses=0", "reuse-action=revoke-family", "family-lifetime=0");
        assertThat(form.get("properties"))
                .allSatisfy(property ->
                        assertThat(property.get("helpText").textValue()).hasSizeGreaterThan(40));
    }

    @Test
    void anUnmatchedClientKeepsKeycloaksBehaviour() {
        RealmFile file = RotationRealm.file("rotation-unmatched");
        RotationRealm.profile(file, "long", Map.of());
        RotationRealm.client(file, "matched", "long");
        RotationRealm.client(file, "unmatched", "none");
        try (RotationRealm realm = RotationRealm.create(keycloak, file)) {
            RotationClient client = realm.client("unmatched");
            Tokens first = client.login();
            Tokens second = client.rotate(first.refresh());
            client.rotate(first.refresh());
            for (Tokens tokens : List.of(first, second)) {
                assertThat(tokens.refreshClaims().fieldNames())
                        .toIterable()
                        .doesNotContain("rotation_family", "rotation_generation");
                assertThat(tokens.refreshId()).doesNotContain(".");
                assertThat(client.isActiveRefreshToken(tokens.refresh())).isTrue();
            }
        }
    }

    /** Smallest window, fewest uses, the session, the shortest life. */
    @Test
    void matchingPoliciesAreCombined() {
        RealmFile file = RotationRealm.file("rotation-strictest")
                .profile("one", "refresh-token-rotation", Map.of("grace-period", 300, "family-lifetime", 100))
                .profile("two", "refresh-token-rotation", Map.of("grace-period", 200, "grace-uses", 1))
                .profile(
                        "three",
                        "refresh-token-rotation",
                        Map.of("grace-period", 250, "reuse-action", "revoke-session"))
                .policy("one", "one", "any-client", Map.of())
                .policy("two", "two", "any-client", Map.of())
                .policy("three", "three", "any-client", Map.of());
        RotationRealm.client(file, "app", "any");
        RotationRealm.client(file, "neighbour", "any");
        try (RotationRealm realm = RotationRealm.create(keycloak, file)) {
            RotationClient client = realm.client("app");
            BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
            Tokens first = client.exchange(browser.code("app"));
            Tokens neighbour = realm.client("neighbour").exchange(browser.code("neighbour"));
            assertThat(first.answer().json().get("refresh_expires_in").intValue())
                    .isBetween(90, 100);
            Tokens second = client.rotate(first.refresh());
            client.rotate(first.refresh());
            assertThat(client.refresh(first.refresh()).status()).isEqualTo(400);
            client.supersede(second.refresh());
            assertThat(client.refresh(first.refresh()).status()).isEqualTo(400);
            assertThat(realm.client("neighbour").refresh(neighbour.refresh()).status())
                    .isEqualTo(400);
        }
    }

    /** Stored by other means than the Admin REST API, which would have refused it. */
    @Test
    void anInvalidConfigurationRejectsRefreshesUntilCorrected() {
        RealmFile file = RotationRealm.file("bad-rotation");
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.client(file, "app", "long");
        RotationRealm.client(file, "free", "none");
        try (RotationRealm realm = RotationRealm.create(keycloak, file)) {
            RotationClient client = realm.client("app");
            Tokens first = client.login();
            Tokens second = client.rotate(first.refresh());
            realm.storeProfiles(STORED.formatted("\"soon\""));
            Answer refused = client.refresh(second.refresh());
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("error")).isEqualTo("unauthorized_client");
            realm.client("free").rotate(realm.client("free").login().refresh());
            Tokens meanwhile = client.login();
            realm.storeProfiles(STORED.formatted("300"));
            assertThat(client.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            client.rotate(second.refresh());
            assertThat(client.rotate(meanwhile.refresh()).refreshId()).isEqualTo(meanwhile.refreshId() + ".2");
        }
    }
}
