package dev.extendedtoken.keycloak.clientpolicy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The enabled policies of one realm that hold an executor of the extension. Immutable.
 *
 * @param source what they were read from
 * @param policies in the realm's order
 * @param clientConditions the conditions of these policies; empty if one of them is no {@link ClientCondition}
 * @param readable false if the realm's JSON names an executor of the extension but cannot be read: then it is unknown
 *     which clients the policies match, and every feature fails closed
 * @param ignoresPolicyEvents whether no executor and no condition of the enabled policies reacts to Keycloak's policy
 *     events; false if there is no enabled policy
 * @param ineffective for each enabled policy that does not enforce all that it names, and each reason, that reason
 */
record RealmPolicies(
        PolicySource source,
        List<Policy> policies,
        Optional<Set<ClientCondition>> clientConditions,
        boolean readable,
        boolean ignoresPolicyEvents,
        List<IneffectivePolicy.Reason> ineffective) {

    static final RealmPolicies NONE = new RealmPolicies(
            new PolicySource(null, null, List.of(), List.of()),
            List.of(),
            Optional.of(Set.of()),
            true,
            false,
            List.of());

    /**
     * One enabled policy.
     *
     * @param strict whether the policy does not match if a condition abstains (Keycloak's mode {@code STRICT})
     * @param executors those of the extension
     */
    record Policy(
            String name,
            boolean strict,
            List<PolicyJson.Condition> conditions,
            List<ExecutorConfiguration> executors) {}

    boolean isFrom(PolicySource other) {
        return source.isSameAs(other);
    }

    /** Called many times per request, hence without a stream. */
    boolean isConfigured(Class<? extends ExecutorConfiguration> kind) {
        for (Policy policy : policies) {
            for (ExecutorConfiguration executor : policy.executors()) {
                if (kind.isInstance(executor)) {
                    return true;
                }
            }
        }
        return !readable;
    }

    /** @see ClientPolicyEvaluator#expiryTolerance */
    OptionalInt expiryTolerance(String issuedTo) {
        return readable
                ? executors()
                        .map(executor -> executor.expiryTolerance(issuedTo))
                        .flatMapToInt(OptionalInt::stream)
                        .max()
                : OptionalInt.of(AccessTokenRevocations.MAX_EXPIRY_TOLERANCE);
    }

    /** The ids of the extension's executors in these policies. */
    SortedSet<String> executorIds() {
        return executors().map(ExecutorConfiguration::executor).collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<ExecutorConfiguration> executors() {
        return policies.stream().flatMap(policy -> policy.executors().stream());
    }
}
