package dev.extendedtoken.keycloak.gate;

import java.util.List;

/**
 * What a realm's enabled policies say about one client.
 *
 * @param executors the configurations of all our executors whose policy matches the client, in the realm's order
 * @param certain false if a policy could not be evaluated, so that there may be more: then nothing is granted
 */
public record Verdict(List<ExecutorConfiguration> executors, boolean certain) {

    public Verdict {
        executors = List.copyOf(executors);
    }

    /** The matching executors of one kind. All of them must be satisfied. */
    public <C extends ExecutorConfiguration> List<C> of(Class<C> kind) {
        return executors.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Whether the policies grant what executors of this kind stand for: at least one matches, and all are readable. */
    public boolean grants(Class<? extends ExecutorConfiguration> kind) {
        List<? extends ExecutorConfiguration> matching = of(kind);
        return certain
                && !matching.isEmpty()
                && matching.stream().allMatch(executor -> executor.problem().isEmpty());
    }
}
