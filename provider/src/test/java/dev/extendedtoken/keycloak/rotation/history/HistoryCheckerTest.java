package dev.extendedtoken.keycloak.rotation.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.history.Operation.Kind;
import dev.extendedtoken.keycloak.rotation.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories by hand: what a family may do, and what none may. */
class HistoryCheckerTest {

    private static final int LONG = 300;

    /** A history, request by request; times in milliseconds. */
    private static final class Story {

        private final int gracePeriod;
        private final boolean keepsFamily;
        private final List<Operation> operations = new ArrayList<>();

        Story(int gracePeriod) {
            this(gracePeriod, false);
        }

        Story(int gracePeriod, boolean keepsFamily) {
            this.gracePeriod = gracePeriod;
            this.keepsFamily = keepsFamily;
        }

        Story issued(int generation, long invoked, long responded, int successor) {
            return issued(generation, invoked, responded, successor, "hash-" + successor);
        }

        Story issued(int generation, long invoked, long responded, int successor, String hash) {
            return add(Kind.REFRESH, generation, invoked, responded, Outcome.ISSUED, successor, hash);
        }

        Story refused(int generation, long invoked, long responded) {
            return add(Kind.REFRESH, generation, invoked, responded, Outcome.REFUSED, 0, "");
        }

        Story lost(int generation, long invoked) {
            return add(Kind.REFRESH, generation, invoked, invoked + 1, Outcome.UNKNOWN, 0, "");
        }

        Story active(int generation, long invoked, long responded, boolean active) {
            Outcome outcome = active ? Outcome.ACTIVE : Outcome.INACTIVE;
            return add(Kind.INTROSPECTION, generation, invoked, responded, outcome, 0, "");
        }

        Story revoked(long invoked, long responded) {
            return add(Kind.REVOCATION, 0, invoked, responded, Outcome.DONE, 0, "");
        }

        private Story add(
                Kind kind, int generation, long invoked, long responded, Outcome outcome, int successor, String hash) {
            operations.add(new Operation(
                    operations.size(),
                    "sender",
                    kind,
                    generation,
                    invoked * 1_000_000,
                    responded * 1_000_000,
                    outcome,
                    successor,
                    hash));
            return this;
        }

        List<String> problems() {
            return HistoryChecker.problems(new History(gracePeriod, keepsFamily, operations));
        }
    }

    private static void good(Story story) {
        assertThat(story.problems()).isEmpty();
    }

    private static void bad(Story story) {
        assertThat(story.problems()).isNotEmpty();
    }

    @Test
    void nothing() {
        good(new Story(LONG));
    }

    @Test
    void oneAfterTheOther() {
        good(new Story(0).issued(1, 0, 5, 2).issued(2, 6, 9, 3).issued(3, 10, 12, 4));
        bad(new Story(0).issued(1, 0, 5, 3));
        bad(new Story(0).issued(1, 0, 5, 2).issued(3, 6, 9, 4));
    }

    @Test
    void retriesGetTheSameSuccessor() {
        good(new Story(LONG).issued(1, 0, 5, 2).issued(1, 6, 9, 2).issued(2, 10, 12, 3));
        bad(new Story(LONG).issued(1, 0, 5, 2).issued(1, 6, 9, 2, "another"));
        bad(new Story(LONG).issued(1, 0, 5, 2, "same").issued(2, 6, 9, 3, "same"));
        bad(new Story(LONG).issued(1, 0, 5, 2).issued(1, 6, 9, 3));
    }

    /** Two successors of one token, each of which goes on. */
    @Test
    void aFork() {
        bad(new Story(LONG).issued(1, 0, 9, 2, "left").issued(1, 1, 8, 2, "right"));
    }

    @Test
    void ofRequestsAtTheSameTimeOneRotates() {
        good(new Story(0).refused(1, 0, 20).issued(1, 0, 20, 2).refused(1, 0, 20));
        bad(new Story(0).issued(1, 0, 20, 2).issued(1, 0, 20, 2));
        good(new Story(LONG).issued(1, 0, 20, 2).issued(1, 0, 20, 2));
    }

    /** Sent before the rotation was answered, and answered before its successor was used: either order explains it. */
    @Test
    void anOlderTokenGetsTheLiveOneOfSomeMomentInBetween() {
        Story story = new Story(LONG).issued(1, 0, 5, 2).issued(2, 10, 30, 3);
        good(story.issued(1, 10, 30, 2));
        good(new Story(LONG).issued(1, 0, 5, 2).issued(2, 10, 30, 3).issued(1, 10, 30, 3));
        good(new Story(LONG).issued(1, 0, 5, 2).issued(2, 10, 30, 3).issued(1, 31, 40, 3));
        bad(new Story(LONG).issued(1, 0, 5, 2).issued(2, 10, 30, 3).issued(1, 31, 40, 2));
    }

    @Test
    void afterReuseNothingLives() {
        good(new Story(0).issued(1, 0, 5, 2).refused(1, 6, 9).refused(2, 10, 12).refused(1, 13, 14));
        bad(new Story(0).issued(1, 0, 5, 2).refused(1, 6, 9).issued(2, 10, 12, 3));
        bad(new Story(0).issued(1, 0, 5, 2).refused(1, 6, 9).active(2, 10, 12, true));
        good(new Story(0).issued(1, 0, 5, 2).refused(1, 6, 13).issued(2, 10, 12, 3));
    }

    @Test
    void aKeptFamilyGoesOn() {
        good(new Story(0, true).issued(1, 0, 5, 2).refused(1, 6, 9).issued(2, 10, 12, 3));
        bad(new Story(0, true).issued(1, 0, 5, 2).issued(1, 6, 9, 2));
    }

    @Test
    void aLiveTokenIsNotRefused() {
        bad(new Story(LONG).refused(1, 0, 5));
        bad(new Story(LONG).issued(1, 0, 5, 2).refused(2, 6, 9));
    }

    /** Nobody who is within the window is signed out. */
    @Test
    void aRetryIsNotRefused() {
        bad(new Story(LONG).issued(1, 0, 5, 2).refused(1, 6, 9));
        good(new Story(LONG).issued(1, 0, 5, 2).refused(1, 400_000, 400_005).refused(2, 400_006, 400_007));
        bad(new Story(LONG).issued(1, 0, 5, 2).issued(1, 400_000, 400_005, 2));
        bad(new Story(LONG).issued(1, 0, 5, 2).issued(2, 6, 9, 3).refused(1, 10, 12));
        good(new Story(LONG).issued(1, 0, 5, 2).issued(2, 6, 9, 3).refused(1, 20_000, 20_001));
        bad(new Story(LONG).issued(1, 0, 5, 2).issued(2, 6, 9, 3).issued(1, 20_000, 20_001, 3));
    }

    @Test
    void onlySoManyGenerationsAreRemembered() {
        Story story = new Story(LONG);
        for (int generation = 1; generation <= 10; generation++) {
            story.issued(generation, generation * 10, generation * 10 + 5, generation + 1);
        }
        good(story.issued(2, 200, 201, 11).refused(1, 202, 203).refused(11, 204, 205));
        bad(story.issued(2, 206, 207, 11));
    }

    @Test
    void aRevocationEndsTheFamily() {
        good(new Story(LONG).issued(1, 0, 5, 2).revoked(6, 9).refused(2, 10, 12).active(2, 13, 14, false));
        bad(new Story(LONG).issued(1, 0, 5, 2).revoked(6, 9).issued(2, 10, 12, 3));
        bad(new Story(LONG).issued(1, 0, 5, 2).revoked(6, 9).issued(1, 10, 12, 2));
        good(new Story(LONG)
                .issued(1, 0, 5, 2)
                .revoked(6, 20)
                .issued(2, 10, 12, 3)
                .refused(3, 21, 22));
    }

    @Test
    void introspectionSeesEachRotationAtOnce() {
        good(new Story(LONG)
                .active(1, 0, 1, true)
                .issued(1, 2, 5, 2)
                .active(1, 6, 7, false)
                .active(2, 6, 7, true));
        bad(new Story(LONG).issued(1, 2, 5, 2).active(1, 6, 7, true));
        bad(new Story(LONG).issued(1, 2, 5, 2).active(2, 6, 7, false));
        good(new Story(LONG).issued(1, 2, 9, 2).active(1, 6, 7, true).active(2, 8, 9, true));
        bad(new Story(LONG).issued(1, 2, 9, 2).active(1, 3, 4, false).active(1, 6, 7, true));
    }

    /** A request without a response may have been carried out, late or never. */
    @Test
    void lostResponses() {
        good(new Story(LONG).lost(1, 0).issued(1, 10, 12, 2));
        good(new Story(LONG).lost(1, 0).active(1, 10, 12, false).issued(1, 13, 14, 2));
        good(new Story(LONG).lost(1, 0).active(1, 10, 12, true).active(1, 13, 14, false));
        good(new Story(0).lost(1, 0).refused(1, 10, 12));
        good(new Story(0).issued(1, 0, 5, 2).lost(1, 6).refused(2, 10, 12));
        good(new Story(0).issued(1, 0, 5, 2).lost(1, 6).issued(2, 10, 12, 3));
        bad(new Story(0).issued(1, 0, 5, 2).lost(1, 6).refused(2, 10, 12).issued(2, 13, 14, 3));
        bad(new Story(LONG).lost(1, 0).active(2, 10, 12, true).active(1, 13, 14, true));
    }

    @Test
    void theMessageTellsWhatDoesNotFit() {
        assertThat(new Story(0)
                        .issued(1, 0, 5, 2)
                        .refused(1, 6, 9)
                        .issued(2, 10, 12, 3)
                        .problems())
                .singleElement()
                .asString()
                .contains("After 2 of 3 requests the family has ended")
                .contains("#2 sender: REFRESH of generation 2 [10 to 12 ms] ISSUED generation 3");
    }
}
