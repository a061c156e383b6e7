package dev.extendedtoken.keycloak.rotation.history;

import dev.extendedtoken.keycloak.rotation.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a history is that of one family with one live token: whether there is an order of the requests, each
 * carried out at one moment between its invocation and its response, that explains all responses (linearizability, Herlihy
 * and Wing 1990). Such an order has one live token at a time, gives retries the successor that is there, and issues nothing
 * after the end.
 */
public final class HistoryChecker {

    private HistoryChecker() {}

    /** What is wrong with a history, in words; empty if nothing is. */
    public static List<String> problems(History history) {
        List<String> problems = new ArrayList<>(forks(history));
        if (problems.isEmpty()) {
            new OrderSearch(history).failure().ifPresent(problems::add);
        }
        return problems;
    }

    /** Two refresh tokens of one generation, or one of two: whatever the order is, the family has forked. */
    private static List<String> forks(History history) {
        List<String> forks = new ArrayList<>();
        Map<Integer, Operation> tokens = new HashMap<>();
        Map<String, Operation> generations = new HashMap<>();
        for (Operation operation : history.operations()) {
            if (operation.outcome() == Outcome.ISSUED) {
                Operation first = tokens.putIfAbsent(operation.successor(), operation);
                if (first != null && !first.successorHash().equals(operation.successorHash())) {
                    forks.add("Two refresh tokens of one generation: " + first + ", " + operation);
                }
                Operation same = generations.putIfAbsent(operation.successorHash(), operation);
                if (same != null && same.successor() != operation.successor()) {
                    forks.add("One refresh token in two generations: " + same + ", " + operation);
                }
            }
        }
        return forks;
    }
}
