package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.keycloak.models.ClientModel;

/** A client's own update must not bring it into a policy of this extension, nor out of one. */
record PolicyMembership(ClientPolicyEvaluator gate) implements SelfUpdateRestriction {

    private static final String CHANGED = "registration_changes_policies";
    private static final String UNREADABLE = "registration_policies_unreadable";

    @Override
    public Check before(ClientModel client) {
        Evaluation before = gate.evaluate(client);
        return after -> violation(before, gate.evaluate(after));
    }

    static Optional<String> violation(Evaluation before, Evaluation after) {
        if (!isComplete(before) || !isComplete(after)) {
            return Optional.of(UNREADABLE);
        }
        return executors(before).equals(executors(after)) ? Optional.empty() : Optional.of(CHANGED);
    }

    private static boolean isComplete(Evaluation verdict) {
        return verdict.readable() && verdict.uncertain().isEmpty();
    }

    /** By identity: both evaluations of a request see the same executors. */
    private static Set<ExecutorConfiguration> executors(Evaluation verdict) {
        Set<ExecutorConfiguration> executors = Collections.newSetFromMap(new IdentityHashMap<>());
        executors.addAll(verdict.executors());
        return executors;
    }
}
