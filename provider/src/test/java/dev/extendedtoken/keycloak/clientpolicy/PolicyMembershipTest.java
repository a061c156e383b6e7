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
        assertThat(violation(of(), of())).isEmpty();
        assertThat(violation(of(one), of(one))).isEmpty();
        assertThat(violation(of(one, another), of(another, one))).isEmpty();
        assertThat(violation(of(one, one), of(one))).isEmpty();
    }

    @Test
    void inOrOut() {
        assertChange(of(one), of());
        assertChange(of(), of(one));
        assertChange(of(one), of(another));
        assertChange(of(one, another), of(one));
        assertChange(of(one), of(one, another));
    }

    @Test
    void whatCannotBeEvaluatedBeforeOrAfter() {
        for (MatchingPolicies unknown : List.of(
                new MatchingPolicies(List.of(one), List.of(another), true),
                new MatchingPolicies(List.of(one), List.of(), false))) {
            assertThat(violation(unknown, of(one))).contains("registration_policies_unreadable");
            assertThat(violation(of(one), unknown)).contains("registration_policies_unreadable");
            assertThat(violation(unknown, unknown)).contains("registration_policies_unreadable");
        }
    }

    private static void assertChange(MatchingPolicies before, MatchingPolicies after) {
        assertThat(violation(before, after)).contains("registration_changes_policies");
    }

    private static Optional<String> violation(MatchingPolicies before, MatchingPolicies after) {
        return PolicyMembership.violation(before.known(), after.known());
    }

    private static MatchingPolicies of(ExecutorConfiguration... executors) {
        return new MatchingPolicies(List.of(executors), List.of(), true);
    }

    private static ExecutorConfiguration executor() {
        return new ApiKeyEnforcerConfiguration(JsonNodeFactory.instance.objectNode());
    }
}
