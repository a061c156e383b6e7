package dev.extendedtoken.keycloak.rotation.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checker takes what a perfect server answers, and nothing else: no false alarm, and no fault that it does not see. */
class SimulatedHistoriesTest {

    private static final int RUNS = 60;
    private static final int REQUESTS = 120;

    @ParameterizedTest
    @CsvSource({"300, false", "2, false", "0, false", "0, true", "300, true"})
    void ofThePerfectServer(int gracePeriod, boolean keepsFamily) {
        LongStream.range(0, RUNS).forEach(seed -> {
            History history = new SimulatedFamily(seed, gracePeriod, keepsFamily).run(REQUESTS);
            assertThat(HistoryChecker.problems(history)).as("seed " + seed).isEmpty();
        });
    }

    /** Another token for a generation that a retry has got, too. */
    @ParameterizedTest
    @CsvSource({"300, false", "2, false", "300, true"})
    void ofOneThatForks(int gracePeriod, boolean keepsFamily) {
        int forked = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            History history = new SimulatedFamily(seed, gracePeriod, keepsFamily).run(REQUESTS);
            Optional<Operation> issued = last(history, Outcome.ISSUED).filter(one -> isRepeated(history, one));
            if (issued.isPresent()) {
                forked++;
                History fork =
                        with(history, issued.get(), Outcome.ISSUED, issued.get().successor(), "fork");
                assertThat(HistoryChecker.problems(fork)).as("seed " + seed).isNotEmpty();
            }
        }
        assertThat(forked).isPositive();
    }

    private static boolean isRepeated(History history, Operation issued) {
        return history.operations().stream()
                        .filter(one -> one.successor() == issued.successor())
                        .count()
                > 1;
    }

    /** After the end, one more refresh succeeds. */
    @ParameterizedTest
    @CsvSource({"300, false", "2, false", "0, false"})
    void ofOneThatRevives(int gracePeriod, boolean keepsFamily) {
        int revived = 0;
        for (long seed = 0; seed < RUNS; seed++) {
            History history = new SimulatedFamily(seed, gracePeriod, keepsFamily).run(REQUESTS);
            Optional<Operation> refused = last(history, Outcome.REFUSED);
            if (refused.isPresent() && isLongAfterTheEnd(history, refused.get())) {
                revived++;
                Operation one = refused.get();
                assertThat(HistoryChecker.problems(with(
                                history, one, Outcome.ISSUED, one.generation() + 1, "hash-" + (one.generation() + 1))))
                        .as("seed " + seed)
                        .isNotEmpty();
            }
        }
        assertThat(revived).isPositive();
    }

    /** A refusal was over before this one was sent. */
    private static boolean isLongAfterTheEnd(History history, Operation refused) {
        return history.operations().stream()
                .anyMatch(one -> one.outcome() == Outcome.REFUSED && one.responded() < refused.invoked());
    }

    private static Optional<Operation> last(History history, Outcome outcome) {
        return history.operations().stream()
                .filter(one -> one.outcome() == outcome)
                .reduce((first, second) -> second);
    }

    private static History with(History history, Operation old, Outcome outcome, int successor, String hash) {
        List<Operation> changed = new ArrayList<>(history.operations());
        changed.set(
                changed.indexOf(old),
                new Operation(
                        old.number(),
                        old.sender(),
                        old.kind(),
                        old.generation(),
                        old.invoked(),
                        old.responded(),
                        outcome,
                        successor,
                        hash));
        return new History(history.gracePeriod(), history.keepsFamily(), changed);
    }
}
