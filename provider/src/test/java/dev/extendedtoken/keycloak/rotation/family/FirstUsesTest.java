package dev.extendedtoken.keycloak.rotation.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotates families and presents older tokens of theirs. */
class FirstUsesTest {

    private static final long START = 1_700_000_000_000L;
    private static final Issued ISSUED = new Issued(START / 1000, 0, "at", START / 1000 + 300);

    /** A family, and when its tokens were first used. */
    private record State(Family family, FirstUses uses) {

        static State started() {
            return new State(Family.started(START, ISSUED), FirstUses.NONE);
        }

        State rotated(int gracePeriod, long now) {
            return new State(
                    family.rotated(family.live(), now, ISSUED), uses.rotated(family, family.live(), gracePeriod, now));
        }

        Decision present(RotationPolicy policy, int generation, long now) {
            Presented token = new Presented(new Generation("f", generation), true, 0, 0);
            return new FamilyRules(policy, 0, now).decide(Optional.of(family), uses, token, false);
        }

        Class<?> present(int gracePeriod, int generation, long now) {
            return present(policy(gracePeriod, 0), generation, now).getClass();
        }
    }

    @Test
    void aBurstOfThreeTokensConverges() {
        State state = State.started().rotated(10, START).rotated(10, START + 50);
        assertThat(state.present(10, 1, START + 100)).isEqualTo(Decision.Retry.class);
        assertThat(state.present(10, 2, START + 100)).isEqualTo(Decision.Retry.class);
        assertThat(state.present(10, 3, START + 100)).isEqualTo(Decision.Rotate.class);
    }

    @ParameterizedTest
    @CsvSource({
        // grace period, use of 1, use of 2, presented at: by the ten seconds after the use of 2
        "60,0,1000,11000,true",
        "60,0,1000,11001,false",
        "60,0,50000,60000,true",
        "60,0,50000,60001,false",
        "3600,0,3000000,3010000,true",
        "3600,0,3000000,3010001,false",
        // by the grace period
        "10,0,9000,10000,true",
        "10,0,9000,10001,false",
        "1,0,500,1000,true",
        "1,0,500,1001,false",
        // used after its own grace period
        "10,0,10001,10001,false",
        "0,0,0,0,false",
    })
    void anOlderTokenIsAnsweredForTenSecondsAfterItsSuccessorsUse(
            int gracePeriod, long first, long second, long presented, boolean answered) {
        State state = State.started().rotated(gracePeriod, START + first).rotated(gracePeriod, START + second);
        assertThat(state.present(gracePeriod, 1, START + presented))
                .isEqualTo(answered ? Decision.Retry.class : Decision.Reuse.class);
    }

    @Test
    void eightGenerationsBeforeThePreviousOneAreRemembered() {
        State state = State.started();
        for (int rotation = 0; rotation < 20; rotation++) {
            state = state.rotated(300, START + rotation);
        }
        assertThat(state.family().live()).isEqualTo(21);
        for (int generation = 12; generation <= 20; generation++) {
            assertThat(state.present(300, generation, START + 100))
                    .as("generation %d", generation)
                    .isEqualTo(Decision.Retry.class);
        }
        assertThat(state.present(300, 11, START + 100)).isEqualTo(Decision.Reuse.class);
        assertThat(state.uses().times()).hasSize(FirstUses.MAX);
    }

    @Test
    void nothingIsRememberedOfAFamilyThatIsRefreshedNowAndThen() {
        State state = State.started();
        for (int rotation = 1; rotation < 5; rotation++) {
            state = state.rotated(10, START + rotation * 300_000L);
            assertThat(state.uses()).isEqualTo(FirstUses.NONE);
        }
    }

    @Test
    void whatNoRequestDependsOnAnyMoreIsForgotten() {
        State burst = State.started().rotated(60, START).rotated(60, START + 1).rotated(60, START + 2);
        assertThat(burst.uses().times()).containsExactly(START + 1, START);
        assertThat(burst.rotated(60, START + 59_000).uses().times()).containsExactly(START + 2);
        assertThat(burst.rotated(60, START + 75_002).uses().times()).containsExactly(START + 2);
        assertThat(burst.rotated(60, START + 75_003).uses()).isEqualTo(FirstUses.NONE);
    }

    /** It came within the grace period, and gets the lock after another request that came later. */
    @Test
    void theTimeOfArrivalDecidesAboutARequestThatHasWaited() {
        State state = State.started().rotated(10, START).rotated(10, START + 10_900);
        assertThat(state.present(10, 1, START + 9_000)).isEqualTo(Decision.Retry.class);
        assertThat(state.present(10, 1, START + 10_900)).isEqualTo(Decision.Reuse.class);
        State further = state.rotated(10, START + 24_000);
        assertThat(further.present(10, 1, START + 9_000)).isEqualTo(Decision.Retry.class);
    }

    @Test
    void aGenerationThatTheStoreHasSkippedIsReuse() {
        Family family = Family.started(START, ISSUED);
        FirstUses uses = FirstUses.NONE.rotated(family, 4, 60, START + 1);
        State restored = new State(family.rotated(4, START + 1, ISSUED), uses);
        assertThat(uses).isEqualTo(FirstUses.NONE);
        assertThat(restored.present(60, 4, START + 2)).isEqualTo(Decision.Retry.class);
        assertThat(restored.present(60, 3, START + 2)).isEqualTo(Decision.Reuse.class);
        assertThat(restored.present(60, 1, START + 2)).isEqualTo(Decision.Reuse.class);
    }

    @Test
    void aRotationByAVersionThatDoesNotKeepTheNoteLeavesAGapThatIsReuse() {
        State burst = State.started().rotated(60, START).rotated(60, START + 1);
        State byOther = new State(burst.family().rotated(3, START + 2, ISSUED), burst.uses());
        assertThat(byOther.present(60, 3, START + 3)).isEqualTo(Decision.Retry.class);
        assertThat(byOther.present(60, 2, START + 3)).isEqualTo(Decision.Reuse.class);
        assertThat(byOther.present(60, 1, START + 3)).isEqualTo(Decision.Reuse.class);
        State after = byOther.rotated(60, START + 4);
        assertThat(after.present(60, 3, START + 5)).isEqualTo(Decision.Retry.class);
        assertThat(after.present(60, 2, START + 5)).isEqualTo(Decision.Reuse.class);
    }

    @Test
    void retriesOfOlderTokensAreCountedToo() {
        RotationPolicy once = policy(10, 1);
        State state = State.started().rotated(10, START).rotated(10, START + 1);
        State retried = new State(state.family().retried("at", 0), state.uses());
        assertThat(state.present(once, 1, START + 2)).isEqualTo(new Decision.Retry(state.family()));
        assertThat(retried.present(once, 1, START + 2)).isEqualTo(new Decision.Refuse(Decision.Reason.GRACE_USED_UP));
        assertThat(retried.present(once, 2, START + 2)).isEqualTo(new Decision.Refuse(Decision.Reason.GRACE_USED_UP));
        assertThat(retried.present(once, 1, START + 20_000)).isEqualTo(new Decision.Reuse(retried.family()));
    }

    @Test
    void theNoteIsReadAsItWasWritten() {
        FirstUses uses = new FirstUses(7, List.of(START + 2, START + 1, START));
        assertThat(FirstUses.decode(uses.encoded())).isEqualTo(uses);
        FirstUses most = new FirstUses(7, Collections.nCopies(FirstUses.MAX, START));
        assertThat(FirstUses.decode(most.encoded())).isEqualTo(most);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1 7", "1 7 ", "2 7 5", "1 x 5", "1 7 5,", "1 7 5,x", "1 7 5 6", "1  5"})
    void anyOtherTextIsNothing(String text) {
        assertThat(FirstUses.decode(text)).isEqualTo(FirstUses.NONE);
    }

    private static RotationPolicy policy(int gracePeriod, int graceUses) {
        return new RotationPolicy(gracePeriod, graceUses, ReuseAction.REVOKE_FAMILY, 0);
    }
}
