package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Optional;
import java.util.Set;
import org.keycloak.models.ClientModel;

/** An update that a client makes of itself must not bring it into a policy with executors of the extension, or out of one. */
record PolicyMembership(ClientPolicyEvaluator evaluator) implements SelfUpdateRestriction {

    private static final String CHANGED = "registration_changes_policies";
    private static final String UNREADABLE = "registration_policies_unreadable";

    @Override
    public Check before(ClientModel client) {
        Optional<Set<ExecutorConfiguration>> before = evaluator.matchingNow(client);
        return after -> violation(before, evaluator.matchingNow(after));
    }

    static Optional<String> violation(
            Optional<Set<ExecutorConfiguration>> before, Optional<Set<ExecutorConfiguration>> after) {
        if (before.isEmpty() || after.isEmpty()) {
            return Optional.of(UNREADABLE);
        }
        return before.equals(after) ? Optional.empty() : Optional.of(CHANGED);
    }
}
