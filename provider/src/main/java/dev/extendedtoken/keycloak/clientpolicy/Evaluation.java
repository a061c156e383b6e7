package dev.extendedtoken.keycloak.clientpolicy;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the enabled policies of a realm say about one client and one kind of executor. To get the
 * matching executors, a caller must also say what happens if the policies cannot be read, so that no feature can forget to
 * fail closed.
 *
 * @param <C> the configuration of the executors
 */
public sealed interface Evaluation<C extends ExecutorConfiguration> {

    /** No enabled policy of the realm holds such an executor. The client was not evaluated. */
    record NotConfigured<C extends ExecutorConfiguration>() implements Evaluation<C> {

        @Override
        public <T> T map(Function<List<C>, T> matching, Supplier<T> unreadable) {
            return matching.apply(List.of());
        }

        @Override
        public List<C> readable() {
            return List.of();
        }
    }

    /**
     * The policies, a condition, or the configuration of a matching executor cannot be read.
     *
     * @param readable the matching executors that can be read
     */
    record Unreadable<C extends ExecutorConfiguration>(List<C> readable) implements Evaluation<C> {

        public Unreadable {
            readable = List.copyOf(readable);
        }

        @Override
        public <T> T map(Function<List<C>, T> matching, Supplier<T> unreadable) {
            return unreadable.get();
        }
    }

    /**
     * All policies with such an executor were evaluated.
     *
     * @param executors those of the policies that match the client, in the realm's order; all can be read
     */
    record Matching<C extends ExecutorConfiguration>(List<C> executors) implements Evaluation<C> {

        public Matching {
            executors = List.copyOf(executors);
        }

        @Override
        public <T> T map(Function<List<C>, T> matching, Supplier<T> unreadable) {
            return matching.apply(executors);
        }

        @Override
        public List<C> readable() {
            return executors;
        }
    }

    /**
     * Decides by the matching executors.
     *
     * @param matching gets an empty list where no policy with such an executor matches the client
     * @param unreadable what is decided if the policies cannot be read
     */
    <T> T map(Function<List<C>, T> matching, Supplier<T> unreadable);

    /**
     * The executors that restrict the client; empty if none does.
     *
     * @throws X if the policies cannot be read
     */
    default <X extends Throwable> List<C> orElseThrow(Supplier<X> unreadable) throws X {
        if (this instanceof Unreadable) {
            throw unreadable.get();
        }
        return readable();
    }

    /** The executors that grant something to the client; empty if none does, or if the policies cannot be read. */
    default List<C> granted() {
        return map(Function.identity(), List::of);
    }

    /** Whether the client is granted what executors of this kind permit. */
    default boolean isGranted() {
        return !granted().isEmpty();
    }

    /**
     * The matching executors that can be read, even where others cannot. Only for what is neither a restriction nor a
     * grant, such as the format of a response.
     */
    List<C> readable();
}
