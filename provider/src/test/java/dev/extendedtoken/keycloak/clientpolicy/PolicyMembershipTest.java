package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcerConfiguration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyMembershipTest {

    private final ExecutorConfiguration one = executor();
    private final ExecutorConfiguration another = executor();

    @Test
    void theSameExecutorsInAnyOrderAndNumber() {
        assertThat(violation(matching(), matching())).isEmpty();
        assertThat(violation(matching(one), matching(one))).isEmpty();
        assertThat(violation(matching(one, another), matching(another, one))).isEmpty();
        assertThat(violation(matching(one, one), matching(one))).isEmpty();
    }

    @Test
    void inOrOut() {
        assertChange(matching(one), matching());
        assertChange(matching(), matching(one));
        assertChange(matching(one), matching(another));
        assertChange(matching(one, another), matching(one));
        assertChange(matching(one), matching(one, another));
    }

    @Test
    void whatCannotBeEvaluatedBeforeOrAfter() {
        for (MatchingPolicies unknown : List.of(
                new MatchingPolicies(List.of(one), List.of(another), true),
                new MatchingPolicies(List.of(one), List.of(), false))) {
            assertThat(violation(unknown, matching(one))).contains("registration_policies_unreadable");
            assertThat(violation(matching(one), unknown)).contains("registration_policies_unreadable");
            assertThat(violation(unknown, unknown)).contains("registration_policies_unreadable");
        }
    }

    private static void assertChange(MatchingPolicies before, MatchingPolicies after) {
        assertThat(violation(before, after)).contains("registration_changes_policies");
    }

    private static Optional<String> violation(MatchingPolicies before, MatchingPolicies after) {
        return PolicyMembership.violation(before.known(), after.known());
    }

    private static MatchingPolicies matching(ExecutorConfiguration... executors) {
        return new MatchingPolicies(List.of(executors), List.of(), true);
    }

    private static ExecutorConfiguration executor() {
        return new ApiKeyEnforcerConfiguration(JsonNodeFactory.instance.objectNode());
    }
}
