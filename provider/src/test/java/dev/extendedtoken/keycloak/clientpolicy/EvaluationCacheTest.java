package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.endpoint.json.JsonRequestsExecutorFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RoleModel;

class EvaluationCacheTest {

    private static final Set<ClientCondition> ALL = Set.of(ClientCondition.values());

    private static final MatchingPolicies EVALUATION = new MatchingPolicies(List.of(), List.of(), true);

    private final EvaluationCache cache = new EvaluationCache();
    private final RealmPolicies policies = policies("any-client");

    /** What a condition can ask a client for. */
    private enum Property {
        PUBLIC("isPublicClient", true),
        BEARER_ONLY("isBearerOnly", true),
        PROTOCOL("getProtocol", "saml"),
        AN_ATTRIBUTE("getAttributes", Map.of("json", "true")),
        ANOTHER_VALUE("getAttributes", Map.of("kind", "two")),
        NO_ATTRIBUTE("getAttributes", Map.of()),
        ROLES("getRolesStream", List.of("one", "two"));

        private final String getter;
        private final Object value;

        Property(String getter, Object value) {
            this.getter = getter;
            this.value = value;
        }
    }

    @Test
    void equalPropertiesGetTheEvaluationAgain() {
        cache.put(policies, "a", read(client(Map.of())), EVALUATION);

        assertThat(cache.find(policies, "a", read(client(Map.of())))).containsSame(EVALUATION);
        assertThat(cache.find(policies, "b", read(client(Map.of())))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anotherPropertyDoesNot(Property property) {
        ClientProperties before = read(client(Map.of()));
        ClientProperties after = read(client(Map.of(property.getter, property.value)));
        cache.put(policies, "a", before, EVALUATION);

        assertThat(cache.find(policies, "a", after)).isEmpty();

        cache.put(policies, "a", after, EVALUATION);
        assertThat(cache.find(policies, "a", before)).isEmpty();
        assertThat(cache.find(policies, "a", after)).containsSame(EVALUATION);
    }

    /** Also policies that read the same: a policy may name a profile that has changed. */
    @Test
    void otherPoliciesDoNot() {
        cache.put(policies, "a", read(client(Map.of())), EVALUATION);

        assertThat(cache.find(policies("any-client"), "a", read(client(Map.of()))))
                .isEmpty();
    }

    @Test
    void whatNoConditionAsksForIsNotRead() {
        ClientModel client = client(Map.of("getAttributes", Map.of("a", "b"), "getRolesStream", List.of("role")));

        ClientProperties read = ClientProperties.read(client, Set.of(ClientCondition.ANY, ClientCondition.PROTOCOL));

        assertThat(read.attributes()).isEmpty();
        assertThat(read.roles()).isEmpty();
        assertThat(ClientProperties.read(client, ALL).attributes()).containsExactly(Map.entry("a", "b"));
        assertThat(ClientProperties.read(client, ALL).roles()).containsExactly("role");
    }

    @Test
    void anEvaluationThatIsNotCertainIsNotKept() {
        ExecutorConfiguration executor = policies.policies().get(0).executors().get(0);
        cache.put(policies, "a", read(client(Map.of())), new MatchingPolicies(List.of(), List.of(executor), true));
        cache.put(policies, "b", read(client(Map.of())), new MatchingPolicies(List.of(), List.of(), false));

        assertThat(cache.size()).isZero();
    }

    @Test
    void isBounded() {
        ClientProperties client = read(client(Map.of()));
        IntStream.range(0, 25_000).forEach(number -> cache.put(policies, Integer.toString(number), client, EVALUATION));

        assertThat(cache.size()).isBetween(1, 10_000);
        assertThat(cache.find(policies, "24999", client)).isPresent();
    }

    @Test
    void conditionsOfTheClient() {
        assertThat(policies("any-client").clientConditions()).contains(Set.of(ClientCondition.ANY));
        assertThat(policies("client-roles", "client-attributes").clientConditions())
                .contains(Set.of(ClientCondition.ROLES, ClientCondition.ATTRIBUTES));
        assertThat(policies("client-access-type", "client-type").clientConditions())
                .contains(Set.of(ClientCondition.ACCESS_TYPE, ClientCondition.PROTOCOL));
        assertThat(RealmPolicies.NONE.clientConditions()).contains(Set.of());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"client-scopes", "grant-type", "client-updater-context", "a-condition-of-another-extension"})
    void policiesWithAnotherConditionAreNotKept(String condition) {
        assertThat(policies("any-client", condition).clientConditions()).isEmpty();
    }

    private static ClientProperties read(ClientModel client) {
        return ClientProperties.read(client, ALL);
    }

    private static ClientModel client(Map<String, Object> changed) {
        Map<String, Object> values = new HashMap<>(Map.of(
                "isPublicClient",
                false,
                "isBearerOnly",
                false,
                "getProtocol",
                "openid-connect",
                "getAttributes",
                Map.of("kind", "one"),
                "getRolesStream",
                List.of("one")));
        values.putAll(changed);
        return StandIn.forType(
                ClientModel.class,
                method -> arguments -> method.equals("getRolesStream")
                        ? ((List<?>) values.get(method)).stream().map(name -> role(name))
                        : values.get(method));
    }

    private static RoleModel role(Object name) {
        return StandIn.forType(RoleModel.class, Map.of("getName", name));
    }

    private static RealmPolicies policies(String... conditions) {
        String condition = String.join(
                ",",
                Stream.of(conditions)
                        .map(id -> "{\"condition\":\"" + id + "\",\"configuration\":{}}")
                        .toList());
        JsonRequestsExecutorFactory factory = new JsonRequestsExecutorFactory();
        return new RealmPoliciesReader("test", Map.of(factory.getId(), factory))
                .read(new PolicySource(
                        "{\"profiles\":[{\"name\":\"json\",\"executors\":[{\"executor\":\"json-requests\",\"configuration\":{}}]}]}",
                        "{\"policies\":[{\"name\":\"one\",\"enabled\":true,\"profiles\":[\"json\"],\"conditions\":["
                                + condition + "]}]}",
                        List.of(),
                        List.of()));
    }
}
