package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.linkage.NextVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.Profile;
import org.keycloak.representations.idm.ClientPoliciesRepresentation;
import org.keycloak.representations.idm.ClientPolicyConditionRepresentation;
import org.keycloak.representations.idm.ClientPolicyExecutorRepresentation;
import org.keycloak.representations.idm.ClientPolicyRepresentation;
import org.keycloak.representations.idm.ClientProfileRepresentation;
import org.keycloak.representations.idm.ClientProfilesRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.util.JsonSerialization;

/** The extension reads and evaluates any client policies of a realm as Keycloak does. */
class PolicyReadingTest {

    private static final int REALMS = 2000;

    /** Each generated realm causes warnings. */
    private static final List<Logger> LOGS = List.of(
            Logger.getLogger(ClientPolicyEvaluator.class.getPackageName()),
            Logger.getLogger("org.keycloak.services.clientpolicy"));

    private static NextVersion next;

    @BeforeAll
    static void start() throws IOException {
        Profile.defaults();
        next = new NextVersion();
        LOGS.forEach(log -> log.setLevel(Level.OFF));
    }

    @AfterAll
    static void end() throws IOException {
        next.close();
        LOGS.forEach(log -> log.setLevel(null));
    }

    @Test
    void theSameExecutorsForTheSameClient() throws IOException {
        int compared = 0;
        int matched = 0;
        int unreadable = 0;
        for (int seed = 0; seed < REALMS; seed++) {
            PolicyTexts json = PolicyTexts.generate(seed);
            PolicyReading reading = new PolicyReading(json);
            MatchingPolicies matching = reading.matching();
            if (!reading.isReadableForKeycloak()) {
                unreadable++;
                assertThat(reading.policies().policies()).as(json.toString()).isEmpty();
                assertThat(matching.readable()).as(json.toString()).isEqualTo(!mentionsExtension(json));
                continue;
            }
            assertThat(matching.readable()).as(json.toString()).isTrue();
            try {
                List<String> executed = reading.executedByKeycloak();
                assertThat(StandInServer.described(matching.executors()))
                        .as(json.toString())
                        .isEqualTo(executed);
                assertThat(matching.unknown()).as(json.toString()).isEmpty();
                compared++;
                matched += executed.isEmpty() ? 0 : 1;
            } catch (ClientPolicyException | RuntimeException e) {
                // One condition that Keycloak cannot set up fails every request; here it concerns its policy alone.
                assertThat(e).isNotInstanceOf(UnsupportedOperationException.class);
            }
        }
        assertThat(compared).isGreaterThan(REALMS / 4);
        assertThat(matched).isGreaterThan(REALMS / 10);
        assertThat(unreadable).isGreaterThan(REALMS / 20);
    }

    private static boolean mentionsExtension(PolicyTexts json) {
        return Stream.of("\"json-requests\"", "\"api-key-enforcer\"")
                .anyMatch(id ->
                        json.profiles().contains(id) || json.globalProfiles().contains(id));
    }

    /** The classes of keycloak-core and keycloak-common are those of the next version then, all others the same. */
    @Test
    void theSameOnTheNextVersion() throws Exception {
        List<String> expected = PolicyReading.descriptions(REALMS / 4);
        assertThat(expected)
                .filteredOn(text -> text.contains("api-key-enforcer"))
                .hasSizeGreaterThan(REALMS / 40);
        assertThat(next.call(PolicyReading.class, "descriptions", REALMS / 4)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"header\":\"x-one\"}", "{\"x\":[1.0,{\"y\":null}]}", "{\"header\":5}", "[1]", "\"a\""})
    void theSameConfigurationIsSavedOnTheNextVersion(String configuration) throws Exception {
        assertThat(next.call(PolicyReading.class, "saved", configuration))
                .isEqualTo(PolicyReading.saved(configuration));
    }

    static Stream<Map.Entry<Class<?>, Class<?>>> types() {
        return Stream.of(
                Map.entry(ProfileJson.Document.class, ClientProfilesRepresentation.class),
                Map.entry(ProfileJson.class, ClientProfileRepresentation.class),
                Map.entry(ProfileJson.Executor.class, ClientPolicyExecutorRepresentation.class),
                Map.entry(PolicyJson.Document.class, ClientPoliciesRepresentation.class),
                Map.entry(PolicyJson.class, ClientPolicyRepresentation.class),
                Map.entry(PolicyJson.Condition.class, ClientPolicyConditionRepresentation.class));
    }

    /** A member that Keycloak does not know makes the JSON unreadable, and so does one that only Keycloak knows. */
    @ParameterizedTest
    @MethodSource("types")
    void theSameMembers(Map.Entry<Class<?>, Class<?>> types) throws Exception {
        String representation = types.getValue().getName();
        assertThat(members(types.getKey().getName())).isNotEmpty().isEqualTo(members(representation));
        assertThat(next.call(PolicyReadingTest.class, "members", representation))
                .isEqualTo(members(representation));
    }

    static List<String> members(String type) throws ClassNotFoundException {
        return JsonSerialization.mapper
                .getDeserializationConfig()
                .introspect(JsonSerialization.mapper.constructType(Class.forName(type)))
                .findProperties()
                .stream()
                .map(property -> property.getName())
                .sorted()
                .toList();
    }
}
