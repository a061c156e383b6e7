package dev.extendedtoken.keycloak.clientpolicy;

import java.util.List;

/**
 * What a realm's enabled policies say about one client.
 *
 * @param executors the configurations of all our executors whose policy matches the client, in the realm's order
 * @param undecided those whose policy could not be evaluated: it may match the client, or not
 * @param readable false if the realm's policies cannot be read at all: then everything is uncertain
 */
public record Evaluation(
        List<ExecutorConfiguration> executors, List<ExecutorConfiguration> undecided, boolean readable) {

    public Evaluation {
        executors = List.copyOf(executors);
        undecided = List.copyOf(undecided);
    }

    /** The matching executors of one kind. All of them must be satisfied. */
    public <C extends ExecutorConfiguration> List<C> of(Class<C> kind) {
        return executors.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Whether {@link #of} is all that there is. If not, what executors of this kind restrict is refused. */
    public boolean isDecided(Class<? extends ExecutorConfiguration> kind) {
        return readable && undecided.stream().noneMatch(kind::isInstance);
    }

    /** Whether the policies grant what executors of this kind stand for: at least one matches, and all are readable. */
    public boolean grants(Class<? extends ExecutorConfiguration> kind) {
        List<? extends ExecutorConfiguration> matching = of(kind);
        return isDecided(kind)
                && !matching.isEmpty()
                && matching.stream()
                        .allMatch(executor -> executor.misconfiguration().isEmpty());
    }
}
