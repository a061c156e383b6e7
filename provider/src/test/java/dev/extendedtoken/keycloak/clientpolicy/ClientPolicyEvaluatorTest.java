package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcerConfiguration;
import dev.extendedtoken.keycloak.clientpolicy.Evaluation.Matching;
import dev.extendedtoken.keycloak.clientpolicy.Evaluation.NotConfigured;
import dev.extendedtoken.keycloak.clientpolicy.Evaluation.Unreadable;
import dev.extendedtoken.keycloak.endpoint.json.JsonRequestsConfiguration;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.Profile;
import org.keycloak.models.ClientModel;

class ClientPolicyEvaluatorTest {

    private static final Class<JsonRequestsConfiguration> JSON = JsonRequestsConfiguration.class;
    private static final Class<ApiKeyEnforcerConfiguration> KEYS = ApiKeyEnforcerConfiguration.class;

    private static final String PROFILES =
            """
            {'name':'json','executors':[{'executor':'json-requests','configuration':{}}]},
            {'name':'keys','executors':[{'executor':'api-key-enforcer','configuration':{'header':'x-one'}}]},
            {'name':'keys-2','executors':[{'executor':'api-key-enforcer','configuration':{'header':'x-two'}}]},
            {'name':'invalid','executors':[{'executor':'api-key-enforcer','configuration':{'header':'Cookie'}}]}""";

    private final ClientModel client = StandIn.forType(ClientModel.class, Map.of("getId", "client"));
    private final ClientModel another = StandIn.forType(ClientModel.class, Map.of("getId", "another"));
    private final FixedVotes votes = new FixedVotes();

    @BeforeAll
    static void defaultFeatures() {
        Profile.defaults();
    }

    @Test
    void whatIsNotConfiguredCostsNoEvaluation() throws IOException {
        ClientPolicyEvaluator evaluator = evaluator(policy("json", "yes"));

        Evaluation<ApiKeyEnforcerConfiguration> evaluation = evaluator.evaluate(client, KEYS);

        assertThat(evaluation).isInstanceOf(NotConfigured.class);
        assertThat(evaluation.readable()).isEmpty();
        assertThat(evaluation.isGranted()).isFalse();
        assertThat(evaluation.orElseThrow(AssertionError::new)).isEmpty();
        assertThat(evaluation.<Object>map(matching -> matching, AssertionError::new))
                .isEqualTo(List.of());
        assertThat(votes.cast()).isEmpty();
    }

    @Test
    void matchingInTheOrderOfTheRealm() throws IOException {
        ClientPolicyEvaluator evaluator = evaluator(
                policy("keys-2", "yes"), policy("json", "yes"), policy("keys", "yes"), policy("keys-2", "no"));

        Evaluation<ApiKeyEnforcerConfiguration> evaluation = evaluator.evaluate(client, KEYS);

        assertThat(evaluation).isInstanceOf(Matching.class);
        assertThat(evaluation.orElseThrow(AssertionError::new))
                .extracting(ApiKeyEnforcerConfiguration::header)
                .containsExactly("x-two", "x-one");
        assertThat(evaluation.readable()).isEqualTo(evaluation.granted()).hasSize(2);
        assertThat(evaluation.isGranted()).isTrue();
        assertThat(evaluator.evaluate(client, JSON).isGranted()).isTrue();
    }

    @Test
    void configuredForOtherClients() throws IOException {
        ClientPolicyEvaluator evaluator = evaluator(policy("json", "no"));

        Evaluation<JsonRequestsConfiguration> evaluation = evaluator.evaluate(client, JSON);

        assertThat(evaluation).isEqualTo(new Matching<>(List.of()));
        assertThat(evaluation.isGranted()).isFalse();
        assertThat(evaluation.orElseThrow(AssertionError::new)).isEmpty();
        assertThat(evaluator.mayMatch(client)).isFalse();
        assertThat(evaluator.matchingNow(client))
                .hasValueSatisfying(all -> assertThat(all).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"unable", "misconfigured", "gone"})
    void aConditionThatCannotVoteMakesTheExecutorsOfItsPolicyUnreadable(String condition) throws IOException {
        ClientPolicyEvaluator evaluator =
                evaluator(policy("keys", condition), policy("keys-2", "yes"), policy("json", "yes"));

        assertUnreadable(evaluator.evaluate(client, KEYS), "x-two");
        assertThat(evaluator.evaluate(client, JSON)).isInstanceOf(Matching.class);
        assertThat(evaluator.evaluate(client, JSON).isGranted()).isTrue();
        assertThat(evaluator.mayMatch(client)).isTrue();
        assertThat(evaluator.matchingNow(client)).isEmpty();
    }

    @Test
    void aPolicyMayMatchIfOnlyAConditionCannotVote() throws IOException {
        assertThat(evaluator(policy("keys", "unable")).mayMatch(client)).isTrue();
    }

    @Test
    void aConditionAfterANoIsNotAsked() throws IOException {
        ClientPolicyEvaluator evaluator = evaluator(policy("keys", "no", "unable"));

        assertThat(evaluator.evaluate(client, KEYS)).isEqualTo(new Matching<>(List.of()));
        assertThat(votes.cast()).containsExactly("no");
    }

    @Test
    void anErrorOfAConditionIsNotTakenForItsConfiguration() throws IOException {
        ClientPolicyEvaluator evaluator = evaluator(policy("keys", "broken"));

        assertThatThrownBy(() -> evaluator.evaluate(client, KEYS)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anInvalidConfigurationIsUnreadableWhereItsPolicyMatches() throws IOException {
        ClientPolicyEvaluator matching = evaluator(policy("keys", "yes"), policy("invalid", "yes"));
        assertUnreadable(matching.evaluate(client, KEYS), "x-one");
        assertThat(matching.matchingNow(client))
                .hasValueSatisfying(all -> assertThat(all).hasSize(2));

        ClientPolicyEvaluator other = evaluator(policy("keys", "yes"), policy("invalid", "no"));
        assertThat(other.evaluate(client, KEYS)).isInstanceOf(Matching.class);
        assertThat(other.evaluate(client, KEYS).granted()).hasSize(1);
    }

    @Test
    void policiesThatCannotBeReadAreUnreadableForEveryExecutor() throws IOException {
        ClientPolicyEvaluator evaluator = evaluator("{'policies'");

        assertThat(evaluator.isConfigured(KEYS)).isTrue();
        assertUnreadable(evaluator.evaluate(client, KEYS));
        assertThat(evaluator.evaluate(client, JSON)).isInstanceOf(Unreadable.class);
        assertThat(evaluator.mayMatch(client)).isTrue();
        assertThat(evaluator.matchingNow(client)).isEmpty();
    }

    /** Fails closed in each way in which a feature can ask. */
    private static void assertUnreadable(Evaluation<ApiKeyEnforcerConfiguration> evaluation, String... readable) {
        assertThat(evaluation).isInstanceOf(Unreadable.class);
        assertThat(evaluation.isGranted()).isFalse();
        assertThat(evaluation.granted()).isEmpty();
        assertThat(evaluation.map(matching -> "decided", () -> "unreadable")).isEqualTo("unreadable");
        assertThatThrownBy(() -> evaluation.orElseThrow(() -> new IOException("refused")))
                .isInstanceOf(IOException.class);
        assertThat(evaluation.readable())
                .extracting(ApiKeyEnforcerConfiguration::header)
                .containsExactly(readable);
    }

    @Test
    void evaluatesEachClientOncePerRequest() throws IOException {
        ClientPolicyEvaluator evaluator = evaluator(policy("keys", "yes"), policy("json", "no"));

        evaluator.evaluate(client, KEYS);
        evaluator.evaluate(client, KEYS);
        evaluator.evaluate(client, JSON);
        evaluator.mayMatch(client);
        assertThat(votes.cast()).containsExactly("yes", "no");

        evaluator.evaluate(another, KEYS);
        assertThat(votes.cast()).hasSize(4);
    }

    @Test
    void evaluatesAnewAfterAChange() throws IOException {
        ClientPolicyEvaluator evaluator = evaluator(policy("keys", "yes"));
        evaluator.evaluate(client, KEYS);

        evaluator.matchingNow(client);
        evaluator.matchingNow(client);

        assertThat(votes.cast()).hasSize(3);
    }

    @Test
    void votesAfterAnErrorOfTheDatabaseDoNotCount() throws IOException {
        StandInServer server = server(policy("keys", "no"));
        ClientPolicyEvaluator evaluator = server.evaluator();
        server.failDatabase();

        assertThatThrownBy(() -> evaluator.evaluate(client, KEYS)).isInstanceOf(StorageUnavailableException.class);
        assertThatThrownBy(() -> evaluator.mayMatch(client)).isInstanceOf(StorageUnavailableException.class);
        assertThatThrownBy(() -> evaluator.matchingNow(client)).isInstanceOf(StorageUnavailableException.class);
        assertThat(evaluator.evaluate(client, JSON)).isInstanceOf(NotConfigured.class);
    }

    @Test
    void whatWasEvaluatedBeforeAnErrorOfTheDatabaseCounts() throws IOException {
        StandInServer server = server(policy("keys", "yes"));
        ClientPolicyEvaluator evaluator = server.evaluator();
        evaluator.evaluate(client, KEYS);
        server.failDatabase();

        assertThat(evaluator.evaluate(client, KEYS).granted()).hasSize(1);
    }

    @Test
    void requestHeadersOfAllPolicies() throws IOException {
        assertThat(evaluator(policy("keys-2", "no"), policy("keys", "yes"), policy("invalid", "yes"))
                        .requestHeaders())
                .containsExactly("x-one", "x-two");
        assertThat(votes.cast()).isEmpty();
    }

    private ClientPolicyEvaluator evaluator(String... policies) throws IOException {
        return server(policies).evaluator();
    }

    private StandInServer server(String... policies) throws IOException {
        return new StandInServer(PolicyTexts.from(PROFILES, String.join(",", policies)), votes::condition);
    }

    private static String policy(String profile, String... conditions) {
        String all = Stream.of(conditions)
                .map(id -> "{'condition':'" + id + "','configuration':{}}")
                .collect(Collectors.joining(","));
        return "{'name':'of " + profile + "','enabled':true,'profiles':['" + profile + "'],'conditions':[" + all + "]}";
    }
}
