package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.common.Profile;
import org.keycloak.models.ClientModel;

/** The votes of a policy's conditions count as in Keycloak's {@code DefaultClientPolicyManager}. */
class PolicyVotesTest {

    private static final ClientModel CLIENT = StandIn.forType(ClientModel.class, Map.of("getId", "client"));

    private static final List<String> VOTES =
            List.of("yes", "no", "abstain", "not yes", "not no", "not abstain", "null yes");

    @BeforeAll
    static void defaultFeatures() {
        Profile.defaults();
    }

    /** Each sequence of up to three votes, in both modes. */
    @Test
    void asKeycloakCountsThem() throws Exception {
        int matched = 0;
        List<String> sequences = sequences();
        for (String mode : List.of("DEFAULT", "STRICT")) {
            for (String votes : sequences) {
                StandInServer server = server(mode, votes);
                List<String> executed = server.executedByKeycloak(CLIENT);
                assertThat(StandInServer.described(
                                server.evaluator().match(CLIENT).executors()))
                        .as(mode + ": " + votes)
                        .isEqualTo(executed);
                matched += executed.size();
            }
        }
        assertThat(sequences).hasSize(1 + 7 + 7 * 7 + 7 * 7 * 7);
        assertThat(matched).isBetween(100, sequences.size());
    }

    @ParameterizedTest
    @CsvSource({
        // mode, votes: whether the policy matches
        "DEFAULT, '', false",
        "DEFAULT, yes, true",
        "DEFAULT, no, false",
        "DEFAULT, abstain, false",
        "DEFAULT, 'yes,abstain', true",
        "DEFAULT, 'abstain,yes', true",
        "DEFAULT, 'yes,no', false",
        "DEFAULT, 'not no', true",
        "DEFAULT, 'not yes', false",
        "DEFAULT, 'yes,not abstain', true",
        "STRICT, '', false",
        "STRICT, 'yes,yes', true",
        "STRICT, 'yes,abstain', false",
        "STRICT, 'yes,not abstain', false",
        "STRICT, 'not no,yes', true"
    })
    void matches(String mode, String votes, boolean matches) throws Exception {
        assertThat(server(mode, votes).evaluator().match(CLIENT).executors()).hasSize(matches ? 1 : 0);
    }

    private static List<String> sequences() {
        List<String> one = VOTES;
        List<String> two = appended(one);
        return Stream.of(List.of(""), one, two, appended(two))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> appended(List<String> sequences) {
        return sequences.stream()
                .flatMap(votes -> VOTES.stream().map(vote -> votes + "," + vote))
                .toList();
    }

    private static StandInServer server(String mode, String votes) throws Exception {
        String conditions = Stream.of(votes.split(","))
                .filter(vote -> !vote.isEmpty())
                .map(PolicyVotesTest::condition)
                .collect(Collectors.joining(","));
        String policy = "{'name':'a','enabled':true,'mode':'" + mode + "','profiles':['json'],'conditions':["
                + conditions + "]}";
        return new StandInServer(
                PolicyTexts.from(
                        "{'name':'json','executors':[{'executor':'json-requests','configuration':{}}]}", policy),
                new FixedVotes()::condition);
    }

    private static String condition(String vote) {
        String id = vote.substring(vote.indexOf(' ') + 1);
        String negative = vote.equals(id) ? "" : "'is-negative-logic':" + (vote.startsWith("not") ? "true" : "null");
        return "{'condition':'" + id + "','configuration':{" + negative + "}}";
    }
}
