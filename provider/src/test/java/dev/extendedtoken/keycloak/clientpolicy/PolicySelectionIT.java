package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client policies select the clients that may send JSON. */
@Tag("smoke")
@KeycloakTest
class PolicySelectionIT {

    private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");
    private static final Map<String, List<String>> PROFILE = Map.of("profiles", List.of("json"));

    private static final String HMAC_SECRET = "a-secret-of-more-than-thirty-two-characters";

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    @InjectRealm("conditionsFile")
    private static TestRealm conditions;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return clients(RealmFile.named("policy-selection")).jsonForMarkedClients();
    }

    static RealmFile conditionsFile() {
        return clients(RealmFile.named("policy-conditions")).profile("json", "json-requests", Map.of());
    }

    private static RealmFile clients(RealmFile file) {
        return file.client("matched", confidential("matched-secret", Map.of("json", "true")))
                .client("unmatched", confidential("unmatched-secret", Map.of()))
                .client("matched-jwt", secretJwt(Map.of("json", "true")))
                .client("unmatched-jwt", secretJwt(Map.of()))
                .client("matched-public", Map.of("publicClient", true, "attributes", Map.of("json", "true")));
    }

    private static Map<String, ?> confidential(String secret, Map<String, String> attributes) {
        return Map.of("secret", secret, "serviceAccountsEnabled", true, "attributes", attributes);
    }

    private static Map<String, ?> secretJwt(Map<String, String> attributes) {
        return Map.of(
                "secret",
                HMAC_SECRET,
                "clientAuthenticatorType",
                "client-secret-jwt",
                "serviceAccountsEnabled",
                true,
                "attributes",
                attributes);
    }

    @Test
    void aMatchedClientMaySendJson() {
        assertThat(http.json(realm.token(), GRANT, "Authorization", Http.basic("matched", "matched-secret"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anUnmatchedClientGetsKeycloaksResponse() {
        assertBuiltIn(http.json(realm.token(), GRANT, "Authorization", Http.basic("unmatched", "unmatched-secret")));
        assertBuiltIn(http.json(realm.token(), with("client_id", "unmatched", "client_secret", "unmatched-secret")));
        assertBuiltIn(http.json(realm.token(), GRANT, "Authorization", Http.basic("unmatched", "wrong")));
    }

    @Test
    void formsWorkForBoth() {
        for (String client : List.of("matched", "unmatched")) {
            http.form(realm.token(), GRANT, "Authorization", Http.basic(client, client + "-secret"))
                    .expect(200);
        }
    }

    /** Basic of one, body of the other: the body names the client, as it does in Keycloak for forms. */
    @ParameterizedTest
    @CsvSource({"matched,unmatched", "unmatched,matched"})
    void theAuthenticatedClientDecides(String inHeader, String inBody) {
        Map<String, String> parameters = with("client_id", inBody, "client_secret", inBody + "-secret");
        String basic = Http.basic(inHeader, inHeader + "-secret");
        Answer answer = http.json(realm.token(), parameters, "Authorization", basic);
        if (inBody.equals("matched")) {
            assertThat(answer.expect(200).text("access_token")).isNotBlank();
        } else {
            assertBuiltIn(answer);
        }
    }

    /**
     * Where the client in the header does not authenticate by secret, Keycloak goes on to the assertion: a token for the
     * one must not be had with the other's permission to send JSON.
     */
    @Test
    void claimingAMatchedClientIdDoesNotHelpAnUnmatchedClient() {
        String header = Http.basic("matched-jwt", "whatever");
        http.form(realm.token(), assertionOf("unmatched-jwt"), "Authorization", header)
                .expect(200);
        assertBuiltIn(http.json(realm.token(), assertionOf("unmatched-jwt"), "Authorization", header));
        http.json(realm.token(), assertionOf("matched-jwt")).expect(200);
        assertBuiltIn(http.json(realm.token(), assertionOf("unmatched-jwt")));
    }

    private static Map<String, String> assertionOf(String client) {
        return with(
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                Jwt.assertion(client, client, realm.uri("").toString()).signedWith(HMAC_SECRET));
    }

    @Test
    void withoutAClientTheErrorEqualsThatOfAForm() {
        assertSameAsForm(GRANT);
        assertSameAsForm(with("client_id", "nobody", "client_secret", "x"));
        assertSameAsForm(Map.of("client_id", "nobody"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "\u0000"})
    void aBodyWithoutAClientIsRejectedWhereThePolicyIsEnabled(String body) {
        Answer answer =
                http.post(realm.token(), Http.JSON, body, "Authorization", Http.basic("unmatched", "unmatched-secret"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).doesNotContain("grant_type");
    }

    @Test
    void aDisabledPolicyHasNoEffect() {
        RealmFile file = clients(RealmFile.named("policy-disabled")).jsonForAll();
        file.representation().at("/clientPolicies/policies").forEach(policy -> ((ObjectNode) policy)
                .put("enabled", false));
        try (TestRealm disabled = TestRealm.create(keycloak, file)) {
            assertBuiltIn(post(disabled, "matched"));
            assertBuiltIn(http.post(disabled.token(), Http.JSON, "{"));
        }
    }

    @Test
    void aProfileWithoutAPolicyHasNoEffect() {
        RealmFile file = clients(RealmFile.named("policy-none")).profile("json", "json-requests", Map.of());
        try (TestRealm none = TestRealm.create(keycloak, file)) {
            assertBuiltIn(post(none, "matched"));
        }
    }

    @Test
    void policyChangesApplyAtOnce() {
        try (TestRealm changing = TestRealm.create(
                keycloak, clients(RealmFile.named("policy-changing")).jsonForAll())) {
            post(changing, "unmatched").expect(200);
            String path = "/" + changing.name() + "/client-policies/policies";
            JsonNode before = changing.admin().get(path).expect(200).json();
            changing.admin().put(path, Map.of("policies", List.of())).expect(204);
            assertBuiltIn(post(changing, "unmatched"));
            changing.admin().put(path, before).expect(204);
            post(changing, "unmatched").expect(200);
        }
    }

    /** Each property of a client that a condition asks for, changed and changed back. */
    @Test
    void clientChangesApplyAtOnce() {
        RealmFile file = RealmFile.named("policy-client-changing")
                .client("changing", confidential("changing-secret", Map.of()))
                .profile("json", "json-requests", Map.of())
                .policy(
                        "attribute",
                        "json",
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"json\",\"value\":\"yes\"}]"))
                .policy("role", "json", "client-roles", Map.of("roles", List.of("json")))
                .policy("type", "json", "client-type", Map.of("protocol", "saml"))
                .policy("access", "json", "client-access-type", Map.of("type", List.of("bearer-only")));
        try (TestRealm realm = TestRealm.create(keycloak, file)) {
            String client = "/" + realm.name() + "/clients/"
                    + realm.client("changing").get("id").textValue();
            for (int round = 0; round < 2; round++) {
                assertBuiltIn(post(realm, "changing"));
                assertFollows(realm, client, Map.of("attributes", Map.of("json", "yes")), true);
                assertFollows(realm, client, Map.of("attributes", Map.of("json", "no")), false);
                assertFollows(realm, client, Map.of("attributes", Map.of("json", "")), false);
                realm.admin().post(client + "/roles", Map.of("name", "json")).expect(201);
                post(realm, "changing").expect(200);
                realm.admin().delete(client + "/roles/json").expect(204);
                assertBuiltIn(post(realm, "changing"));
                realm.admin().put(client, Map.of("bearerOnly", true)).expect(204);
                assertThat(post(realm, "changing").text("error_description")).doesNotContain("grant_type");
                assertFollows(realm, client, Map.of("bearerOnly", false), false);
            }
        }
    }

    private void assertFollows(TestRealm realm, String client, Map<String, ?> change, boolean matches) {
        realm.admin().put(client, change).expect(204);
        if (matches) {
            post(realm, "changing").expect(200);
        } else {
            assertBuiltIn(post(realm, "changing"));
        }
    }

    /** Built-in executors act on events; the extension's executors must not prevent that. */
    @Test
    void changesOfBuiltInExecutorsApplyAtOnce() {
        RealmFile file =
                clients(RealmFile.named("policy-others")).jsonForAll().profile("rejecting", "reject-request", Map.of());
        try (TestRealm others = TestRealm.create(keycloak, file)) {
            String path = "/" + others.name() + "/client-policies/policies";
            JsonNode onlyExtensionExecutors =
                    others.admin().get(path).expect(200).json();
            post(others, "unmatched").expect(200);
            file.policy("rejecting", "rejecting", "any-client", Map.of());
            others.admin()
                    .put(path, file.representation().get("clientPolicies"))
                    .expect(204);
            assertThat(post(others, "unmatched").status()).isEqualTo(400);
            others.admin().put(path, onlyExtensionExecutors).expect(204);
            post(others, "unmatched").expect(200);
        }
    }

    /** The last of twenty matches one client, and the nineteen before it others, or none. */
    @Test
    void twentyPoliciesAreAllEvaluated() {
        RealmFile file = clients(RealmFile.named("policy-twenty")).profile("json", "json-requests", Map.of());
        for (int i = 0; i < 19; i++) {
            file.policy("other " + i, "json", "client-roles", Map.of("roles", List.of("role-" + i)));
        }
        file.policy("last", "json", "client-access-type", Map.of("type", List.of("public")));
        try (TestRealm twenty = TestRealm.create(keycloak, file)) {
            assertThat(http.json(twenty.token(), Map.of("client_id", "matched-public", "grant_type", "refresh_token"))
                            .text("error_description"))
                    .isEqualTo("No refresh token");
            assertBuiltIn(post(twenty, "matched"));
        }
    }

    /** What the conditions make of a client, each alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "any-client|{}|true",
                "client-access-type|{\"type\":[\"confidential\"]}|true",
                "client-access-type|{\"type\":[\"public\"]}|false",
                "client-access-type|{\"type\":[\"public\"],\"is-negative-logic\":true}|true",
                "client-access-type|{\"type\":[\"confidential\"],\"is-negative-logic\":true}|false",
                "client-attributes|{\"attributes\":\"[{\\\"key\\\":\\\"json\\\",\\\"value\\\":\\\"true\\\"}]\"}|true",
                "client-attributes|{\"attributes\":\"[{\\\"key\\\":\\\"json\\\",\\\"value\\\":\\\"no\\\"}]\"}|false",
                "client-type|{\"protocol\":\"openid-connect\"}|true",
                "client-type|{\"protocol\":\"saml\"}|false",
                "grant-type|{\"grant_types\":[\"client_credentials\"]}|false"
            })
    void conditionsMatch(String condition, String configuration, boolean matches) {
        RealmFile file =
                RealmFile.named(conditions.name()).policy("one", "json", condition, RealmFile.json(configuration));
        conditions
                .admin()
                .put(
                        "/" + conditions.name() + "/client-policies/policies",
                        file.representation().get("clientPolicies"))
                .expect(204);
        Answer answer = post(conditions, "matched");
        if (matches) {
            answer.expect(200);
        } else {
            assertBuiltIn(answer);
        }
    }

    /** A condition that does not look at the client is not counted, unless the policy is strict, and is reported. */
    @ParameterizedTest
    @CsvSource({"DEFAULT,true", "STRICT,false"})
    void abstainingConditions(String mode, boolean matches) {
        RealmFile file = clients(RealmFile.named("policy-" + mode))
                .with(
                        "clientProfiles",
                        Map.of(
                                "profiles",
                                List.of(Map.of(
                                        "name",
                                        "json",
                                        "executors",
                                        List.of(Map.of("executor", "json-requests", "configuration", Map.of()))))));
        Map<String, Object> policy = new TreeMap<>(PROFILE);
        policy.put("name", "two conditions");
        policy.put("enabled", true);
        policy.put("mode", mode);
        policy.put(
                "conditions",
                List.of(
                        Map.of("condition", "grant-type", "configuration", Map.of("grant_types", List.of("password"))),
                        Map.of("condition", "any-client", "configuration", Map.of())));
        file.with("clientPolicies", Map.of("policies", List.of(policy)));
        try (TestRealm two = TestRealm.create(keycloak, file)) {
            Answer answer = post(two, "matched");
            post(two, "matched");
            if (matches) {
                answer.expect(200);
            } else {
                assertBuiltIn(answer);
            }
            assertThat(keycloak.log().lines().filter(line -> line.contains("realm 'policy-" + mode + "'")))
                    .singleElement()
                    .asString()
                    .contains("WARN", "'two conditions'", "'grant-type'", "any-client");
        }
    }

    private Answer post(TestRealm where, String client) {
        return http.json(where.token(), GRANT, "Authorization", Http.basic(client, client + "-secret"));
    }

    private void assertSameAsForm(Map<String, String> parameters) {
        Answer json = http.json(realm.token(), parameters);
        Answer form = http.form(realm.token(), parameters);
        assertThat(json.status()).isEqualTo(form.status());
        assertThat(json.body()).isEqualTo(form.body());
    }

    private static Map<String, String> with(String... namesAndValues) {
        Map<String, String> all = new TreeMap<>(GRANT);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            all.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return all;
    }

    private static void assertBuiltIn(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_request");
        assertThat(answer.text("error_description")).isEqualTo("Missing form parameter: grant_type");
    }
}
