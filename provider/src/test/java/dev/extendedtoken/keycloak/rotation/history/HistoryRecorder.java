package dev.extendedtoken.keycloak.rotation.history;

import dev.extendedtoken.keycloak.rotation.history.Operation.Kind;
import dev.extendedtoken.keycloak.rotation.history.Operation.Outcome;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Notes the requests of one family and their responses, while many senders have some under way. */
public final class HistoryRecorder {

    private final long begin = System.nanoTime();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Queue<Operation> operations = new ConcurrentLinkedQueue<>();

    /**
     * What a response says.
     *
     * @param successor the generation of the refresh token in the response; 0 if there is none
     * @param successorHash tells two refresh tokens of the same generation apart; empty if there is none
     */
    public record Response(Outcome outcome, int successor, String successorHash) {

        public static Response without(Outcome outcome) {
            return new Response(outcome, 0, "");
        }
    }

    /** Sends a request, which returns an unknown outcome if there is no response. */
    public Response send(String sender, Kind kind, int generation, Supplier<Response> request) {
        int number = numbers.getAndIncrement();
        long invoked = System.nanoTime() - begin;
        Response response = request.get();
        operations.add(new Operation(
                number,
                sender,
                kind,
                generation,
                invoked,
                System.nanoTime() - begin,
                response.outcome(),
                response.successor(),
                response.successorHash()));
        return response;
    }

    /** All that has got its response, in the order in which it was sent. */
    public List<Operation> operations() {
        return operations.stream()
                .sorted(Comparator.comparingInt(Operation::number))
                .toList();
    }
}
