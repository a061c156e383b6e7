package dev.extendedtoken.keycloak.rotation.history;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Looks for an order that explains a history. The search goes forward through time: next can be each request that was sent
 * before the first response of those that are left. What changes nothing is taken at once; only where several requests may
 * have changed the family, each is tried. States that were reached before are not tried again (Wing and Gong 1993, Lowe 2017).
 */
final class OrderSearch {

    /** Requests that are carried out, and the family after them. */
    private record Position(BitSet done, FamilyState state) {}

    private final List<Operation> operations;
    private final FamilyState begin;
    private final Set<Position> visited = new HashSet<>();
    private Position farthest;

    OrderSearch(History history) {
        this.operations = history.operations();
        this.begin = FamilyState.begin(history);
        this.farthest = new Position(new BitSet(), begin);
    }

    /** Why there is no order; empty if there is one. */
    Optional<String> failure() {
        return isExplained(new Position(new BitSet(), begin)) ? Optional.empty() : Optional.of(report());
    }

    private boolean isExplained(Position start) {
        Position position = withoutEffect(start);
        if (position.done().cardinality() > farthest.done().cardinality()) {
            farthest = position;
        }
        if (isKnownDone(position)) {
            return true;
        }
        return visited.add(position)
                && candidates(position)
                        .mapToObj(index -> after(position, index))
                        .flatMap(Function.identity())
                        .filter(next -> !next.state().equals(position.state()))
                        .anyMatch(this::isExplained);
    }

    /** A request that changes nothing can be carried out as soon as it fits: what follows cannot depend on it. */
    private Position withoutEffect(Position start) {
        Position position = start;
        Optional<Position> next = nextWithoutEffect(position);
        while (next.isPresent()) {
            position = next.get();
            next = nextWithoutEffect(position);
        }
        return position;
    }

    private Optional<Position> nextWithoutEffect(Position position) {
        return candidates(position)
                .filter(index -> operations.get(index).isKnown())
                .mapToObj(index -> after(position, index))
                .flatMap(Function.identity())
                .filter(after -> after.state().equals(position.state()))
                .findFirst();
    }

    private Stream<Position> after(Position position, int index) {
        return position.state().after(operations.get(index)).map(state -> {
            BitSet done = (BitSet) position.done().clone();
            done.set(index);
            return new Position(done, state);
        });
    }

    private IntStream candidates(Position position) {
        long firstResponse = open(position)
                .mapToObj(operations::get)
                .filter(Operation::isKnown)
                .mapToLong(Operation::responded)
                .min()
                .orElse(Long.MAX_VALUE);
        return open(position).filter(index -> operations.get(index).invoked() <= firstResponse);
    }

    private IntStream open(Position position) {
        return IntStream.range(0, operations.size())
                .filter(index -> !position.done().get(index));
    }

    /** A request without a known response need not have been carried out at all. */
    private boolean isKnownDone(Position position) {
        return open(position).noneMatch(index -> operations.get(index).isKnown());
    }

    private String report() {
        String next = candidates(farthest)
                .mapToObj(operations::get)
                .map(Operation::toString)
                .collect(Collectors.joining("; "));
        return "No order explains the responses. After " + farthest.done().cardinality() + " of " + operations.size()
                + " requests " + farthest.state() + ", and none of these fits: " + next;
    }
}
