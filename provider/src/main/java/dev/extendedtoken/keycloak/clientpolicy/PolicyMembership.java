package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.ClientModel;

/** A client's own update must not bring it into a policy of this extension, nor out of one. */
record PolicyMembership(ClientPolicyEvaluator evaluator) implements SelfUpdateRestriction {

    private static final String CHANGED = "registration_changes_policies";
    private static final String UNREADABLE = "registration_policies_unreadable";

    @Override
    public Check before(ClientModel client) {
        Evaluation before = evaluator.evaluateAgain(client);
        return after -> violation(before, evaluator.evaluateAgain(after));
    }

    static Optional<String> violation(Evaluation before, Evaluation after) {
        if (!isComplete(before) || !isComplete(after)) {
            return Optional.of(UNREADABLE);
        }
        return executors(before).equals(executors(after)) ? Optional.empty() : Optional.of(CHANGED);
    }

    private static boolean isComplete(Evaluation evaluation) {
        return evaluation.readable() && evaluation.undecided().isEmpty();
    }

    /** By identity: both evaluations of a request see the same executors. */
    private static Set<ExecutorConfiguration> executors(Evaluation evaluation) {
        Set<ExecutorConfiguration> executors = Collections.newSetFromMap(new IdentityHashMap<>());
        executors.addAll(evaluation.executors());
        return executors;
    }
}
