package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The result of matching one client against all enabled policies with executors of the extension. It is kept from one request
 * to the next, and so is what it means for each kind of executor.
 */
final class MatchingPolicies {

    private final List<ExecutorConfiguration> executors;
    private final List<ExecutorConfiguration> unknown;
    private final boolean readable;

    private final Map<Class<?>, Evaluation<?>> byKind = new ConcurrentHashMap<>();

    /**
     * @param executors those of the policies that match, in the realm's order, whether their configuration is valid or not
     * @param unknown those of the policies with a condition that cannot be read
     * @param readable false if the realm's policies cannot be read
     */
    MatchingPolicies(List<ExecutorConfiguration> executors, List<ExecutorConfiguration> unknown, boolean readable) {
        this.executors = List.copyOf(executors);
        this.unknown = List.copyOf(unknown);
        this.readable = readable;
    }

    List<ExecutorConfiguration> executors() {
        return executors;
    }

    List<ExecutorConfiguration> unknown() {
        return unknown;
    }

    boolean readable() {
        return readable;
    }

    /** What that means for one kind of executor. */
    @SuppressWarnings("unchecked") // The map has for each class an evaluation of that class.
    <C extends ExecutorConfiguration> Evaluation<C> evaluation(Class<C> kind) {
        Evaluation<?> known = byKind.get(kind);
        return (Evaluation<C>) (known == null ? byKind.computeIfAbsent(kind, missing -> evaluate(kind)) : known);
    }

    private <C extends ExecutorConfiguration> Evaluation<C> evaluate(Class<C> kind) {
        List<C> matching =
                executors.stream().filter(kind::isInstance).map(kind::cast).toList();
        List<C> valid = matching.stream()
                .filter(executor -> executor.misconfiguration().isEmpty())
                .toList();
        boolean known = readable && unknown.stream().noneMatch(kind::isInstance);
        return known && valid.size() == matching.size()
                ? new Evaluation.Matching<>(matching)
                : new Evaluation.Unreadable<>(valid);
    }

    /** Whether any policy matches the client, or that is unknown. */
    boolean mayMatch() {
        return !readable || !executors.isEmpty() || !unknown.isEmpty();
    }

    /**
     * The executors of all matching policies, compared by identity; a configuration that is not valid counts, too.
     *
     * @return empty if one policy or more cannot be evaluated
     */
    Optional<Set<ExecutorConfiguration>> known() {
        if (!readable || !unknown.isEmpty()) {
            return Optional.empty();
        }
        Set<ExecutorConfiguration> byIdentity = Collections.newSetFromMap(new IdentityHashMap<>());
        byIdentity.addAll(executors);
        return Optional.of(byIdentity);
    }
}
