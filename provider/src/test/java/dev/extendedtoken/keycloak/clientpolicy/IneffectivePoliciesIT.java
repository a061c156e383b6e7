package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An enabled policy without effect causes one log line as soon as it is saved. */
@KeycloakTest
class IneffectivePoliciesIT {

    @InjectKeycloak
    private static Keycloak keycloak;

    private final Http http = Http.client();

    @Test
    void warnsWhenProfilesAreRemoved() {
        try (TestRealm realm = TestRealm.create(keycloak, withKeys("policy-emptied"))) {
            token(realm, 401);
            assertThat(lines(realm)).isEmpty();

            realm.admin()
                    .put("/" + realm.name() + "/client-policies/profiles", Map.of("profiles", List.of()))
                    .expect(204);

            assertWarnedOnce(realm, "'api keys for all'", "'api keys'", "not exist");
            for (int i = 0; i < 3; i++) {
                token(realm, 200);
            }
            assertWarnedOnce(realm, "'api keys for all'");
            assertThat(lines(realm).filter(line -> line.contains(" INFO ")))
                    .singleElement()
                    .asString()
                    .contains("api-key-enforcer");
        }
    }

    /** As {@code kcadm update realms/X} does with the JSON of another feature. */
    @Test
    void warnsWhenPoliciesAreReplaced() {
        try (TestRealm realm = TestRealm.create(keycloak, withKeys("policy-replaced"))) {
            token(realm, 401);
            RealmFile other = RealmFile.named(realm.name()).jsonForAll();
            realm.admin().put("/" + realm.name(), other.representation()).expect(204);
            token(realm, 200);
            assertThat(lines(realm).filter(line -> line.contains(" INFO ")))
                    .singleElement()
                    .asString()
                    .contains("api-key-enforcer")
                    .doesNotContain("json-requests");
            assertThat(lines(realm).filter(line -> line.contains(" WARN "))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DEFAULT, grant-type, grant-type",
        "STRICT, any-client grant-type, STRICT",
        "DEFAULT, any-client grant-type, not counted",
        "DEFAULT, '', no condition"
    })
    void warnsOfConditionsThatNeverMatch(String mode, String conditions, String said) {
        String name = "policy-conditions-" + Math.abs((mode + conditions).hashCode());
        RealmFile file = withKeys(name);
        ObjectNode policy = (ObjectNode)
                file.representation().get("clientPolicies").get("policies").get(0);
        policy.put("mode", mode).remove("conditions");
        for (String condition : conditions.split(" ")) {
            if (!condition.isEmpty()) {
                policy.withArray("conditions")
                        .addObject()
                        .put("condition", condition)
                        .putObject("configuration")
                        .putArray("grant_types")
                        .add("password");
            }
        }
        try (TestRealm realm = TestRealm.create(keycloak, file)) {
            assertWarnedOnce(realm, "'api keys for all'", said);
            token(realm, said.equals("not counted") ? 401 : 200);
            assertWarnedOnce(realm, "'api keys for all'", said);
        }
    }

    /** What is wrong with each policy stands in one line; saved again with another fault, there is one for that. */
    @Test
    void warnsOnceForEachPolicyAndState() {
        RealmFile file = withKeys("policy-each").policy("second", "api keys", "grant-type", Map.of());
        file.policy("third", "json", "any-client", Map.of()).profile("json", "json-requests", Map.of());
        try (TestRealm realm = TestRealm.create(keycloak, file)) {
            assertWarnedOnce(realm, "'second'", "matches no client");
            Object keys = file.representation().at("/clientProfiles/profiles/0");
            realm.admin()
                    .put("/" + realm.name() + "/client-policies/profiles", Map.of("profiles", List.of(keys)))
                    .expect(204);
            Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(warnings(realm))
                    .hasSize(3));
            assertThat(warnings(realm).filter(line -> line.contains("'second'")))
                    .hasSize(2);
            assertThat(warnings(realm).filter(line -> line.contains("'third'")))
                    .singleElement()
                    .asString()
                    .contains("'json'", "not exist");
        }
    }

    /** Nor does a policy that is switched off, or one of Keycloak's own executors. */
    @Test
    void effectivePoliciesCauseNoWarning() {
        RealmFile file = withKeys("policy-in-force")
                .profile("pkce", "pkce-enforcer", Map.of())
                .policy("pkce", "pkce", "grant-type", Map.of("grant_types", List.of("password")))
                .policy("off", "api keys", "grant-type", Map.of());
        ((ObjectNode) file.representation().at("/clientPolicies/policies/2")).put("enabled", false);
        try (TestRealm realm = TestRealm.create(keycloak, file)) {
            token(realm, 401);
            realm.admin()
                    .put(
                            "/" + realm.name() + "/client-policies/policies",
                            file.representation().get("clientPolicies"))
                    .expect(204);
            token(realm, 401);
            assertThat(lines(realm)).isEmpty();
        }
    }

    /** Also those of other classes, which run at the same time. */
    @Test
    void gaugesCountThem() {
        RealmFile file = withKeys("policy-counted").policy("second", "api keys", "grant-type", Map.of());
        try (TestRealm realm = TestRealm.create(keycloak, file)) {
            token(realm, 401);
            assertThat(gauge("no_client")).isPositive();
            assertThat(gauge("missing_profile")).isNotNegative();
            assertThat(gauge("uncounted_condition")).isNotNegative();
        }
        assertThat(keycloak.metrics()).contains("# HELP keycloak_extended_token_ineffective_policies Enabled");
    }

    private static double gauge(String reason) {
        String start = "keycloak_extended_token_ineffective_policies{reason=\"" + reason + "\"";
        return keycloak.metrics()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    private static RealmFile withKeys(String name) {
        return RealmFile.named(name)
                .apiKeysForAll()
                .client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true));
    }

    private void token(TestRealm realm, int status) {
        http.form(
                        realm.token(),
                        Map.of("grant_type", "client_credentials"),
                        "Authorization",
                        Http.basic("partner", "partner-secret"))
                .expect(status);
    }

    private static void assertWarnedOnce(TestRealm realm, String... said) {
        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(warnings(realm))
                .isNotEmpty());
        assertThat(warnings(realm)).singleElement().asString().contains(said);
    }

    private static Stream<String> warnings(TestRealm realm) {
        return lines(realm).filter(line -> line.contains(" WARN "));
    }

    private static Stream<String> lines(TestRealm realm) {
        return keycloak.log()
                .lines()
                .filter(line -> line.contains("[dev.extendedtoken."))
                .filter(line -> line.contains("realm '" + realm.name() + "'"));
    }
}
