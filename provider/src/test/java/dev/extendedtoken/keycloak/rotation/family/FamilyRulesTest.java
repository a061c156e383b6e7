package dev.extendedtoken.keycloak.rotation.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FamilyRulesTest {

    private static final long START = 1_000_000;
    private static final long ROTATED = 1_000_100_000;
    private static final Issued LATEST = new Issued(1_000_100, 1_001_900, "onrtrt:f.5", 1_000_400);

    /** Generation 5 is live, 4 was rotated at {@link #ROTATED}. */
    private static final Family FAMILY = new Family(5, new Origin(false, START, START + 1_800), ROTATED, 0, LATEST);

    @ParameterizedTest
    @ValueSource(ints = {5, 6, 7, 1000})
    void theLiveTokenRotatesAndSoDoesOneThatTheStoreHasForgotten(int generation) {
        assertThat(decide(RotationPolicy.DEFAULT, generation, ROTATED + 1)).isEqualTo(new Decision.Rotate(FAMILY));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1_000_000, -1, 0, 1, 9_999, 10_000})
    void theOneBeforeIsRetriedInItsWindow(long after) {
        assertThat(decide(RotationPolicy.DEFAULT, 4, ROTATED + after)).isEqualTo(new Decision.Retry(FAMILY));
    }

    @ParameterizedTest
    @ValueSource(longs = {10_001, 11_000, 1_000_000_000})
    void afterItsWindowItIsReuse(long after) {
        assertThat(decide(RotationPolicy.DEFAULT, 4, ROTATED + after)).isEqualTo(new Decision.Reuse(FAMILY));
    }

    @ParameterizedTest
    @CsvSource({"3,0", "3,-5", "2,0", "1,0", "1,100000"})
    void anEarlierOneWhoseUseIsNotKnownIsReuseAtAnyTime(int generation, long after) {
        assertThat(decide(RotationPolicy.DEFAULT, generation, ROTATED + after)).isEqualTo(new Decision.Reuse(FAMILY));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1000, 0, 1})
    void withoutAWindowThereIsNoRetry(long after) {
        assertThat(decide(new RotationPolicy(0, 0, ReuseAction.REVOKE_FAMILY, 0), 4, ROTATED + after))
                .isEqualTo(new Decision.Reuse(FAMILY));
    }

    @Test
    void retriesAreCounted() {
        RotationPolicy twice = new RotationPolicy(10, 2, ReuseAction.REVOKE_FAMILY, 0);
        Family once = FAMILY.retried("x", 0);
        Family two = once.retried("x", 0);
        assertThat(decide(twice, FAMILY, 4, ROTATED)).isEqualTo(new Decision.Retry(FAMILY));
        assertThat(decide(twice, once, 4, ROTATED)).isEqualTo(new Decision.Retry(once));
        assertThat(decide(twice, two, 4, ROTATED)).isEqualTo(new Decision.Refuse(Decision.Reason.GRACE_USED_UP));
        assertThat(decide(twice, two, 4, ROTATED + 10_001)).isEqualTo(new Decision.Reuse(two));
        assertThat(decide(twice, two, 5, ROTATED)).isEqualTo(new Decision.Rotate(two));
    }

    @Test
    void aRotationStartsANewWindowAndANewCount() {
        Family next = FAMILY.retried("x", 0).rotated(5, ROTATED + 3_000, LATEST);
        assertThat(next.live()).isEqualTo(6);
        assertThat(next.retries()).isZero();
        assertThat(decide(RotationPolicy.DEFAULT, next, 5, ROTATED + 13_000)).isEqualTo(new Decision.Retry(next));
        assertThat(decide(RotationPolicy.DEFAULT, next, 5, ROTATED + 13_001)).isEqualTo(new Decision.Reuse(next));
        assertThat(decide(RotationPolicy.DEFAULT, next, 4, ROTATED + 3_000)).isEqualTo(new Decision.Reuse(next));
    }

    @Test
    void aRetryDoesNotMoveTheWindow() {
        assertThat(FAMILY.retried("x", 1).since()).isEqualTo(FAMILY.since());
    }

    @ParameterizedTest
    @CsvSource({"999999,true", "1000000,false", "1000001,false"})
    void aFamilyOfTheNotBeforesVerySecondIsRevoked(long notBefore, boolean good) {
        for (int generation = 1; generation <= 6; generation++) {
            Decision decision = new FamilyRules(RotationPolicy.DEFAULT, notBefore, ROTATED)
                    .decide(Optional.of(FAMILY), FirstUses.NONE, token(generation), false);
            if (good) {
                assertThat(decision).isNotInstanceOf(Decision.Refuse.class);
            } else {
                assertThat(decision).isEqualTo(new Decision.Refuse(Decision.Reason.REVOKED));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"100,99999,true", "100,100000,false", "100,100001,false", "0,100001,true"})
    void aFamilyEndsWithItsLifetime(int lifetime, long afterStart, boolean good) {
        RotationPolicy policy = new RotationPolicy(300, 0, ReuseAction.REVOKE_FAMILY, lifetime);
        for (int generation : new int[] {1, 4, 5}) {
            Decision decision = decide(policy, generation, START * 1000 + afterStart);
            if (good) {
                assertThat(decision).isNotInstanceOf(Decision.Refuse.class);
            } else {
                assertThat(decision).isEqualTo(new Decision.Refuse(Decision.Reason.EXPIRED));
            }
        }
    }

    @Test
    void aTokenOfAFamilyThatIsNotThereIsRefused() {
        assertThat(new FamilyRules(RotationPolicy.DEFAULT, 0, ROTATED)
                        .decide(Optional.empty(), FirstUses.NONE, token(1), false))
                .isEqualTo(new Decision.Refuse(Decision.Reason.ENDED));
    }

    @Test
    void aTokenWithoutAFamilyIsAdopted() {
        FamilyRules rules = new FamilyRules(RotationPolicy.DEFAULT, 0, ROTATED);
        Family adopted = Family.adopted(START, START + 60);
        assertThat(rules.decide(Optional.empty(), FirstUses.NONE, unclaimed(), false))
                .isEqualTo(new Decision.Rotate(adopted));
        assertThat(adopted.origin()).isEqualTo(new Origin(true, START, START + 60));
        assertThat(adopted.rotated(1, ROTATED, LATEST).origin()).isEqualTo(adopted.origin());
    }

    @Test
    void anAdoptedTokenIsNotAdoptedAgain() {
        Family adopted = Family.adopted(START, 0).rotated(1, ROTATED, LATEST);
        assertThat(new FamilyRules(RotationPolicy.DEFAULT, 0, ROTATED + 20_000)
                        .decide(Optional.of(adopted), FirstUses.NONE, unclaimed(), false))
                .isEqualTo(new Decision.Reuse(adopted));
        assertThat(new FamilyRules(RotationPolicy.DEFAULT, 0, ROTATED)
                        .decide(Optional.empty(), FirstUses.NONE, unclaimed(), true))
                .isEqualTo(new Decision.Refuse(Decision.Reason.ENDED));
    }

    @ParameterizedTest
    @ValueSource(longs = {START, START + 1})
    void aTokenFromBeforeTheNotBeforeIsNotAdopted(long notBefore) {
        assertThat(new FamilyRules(RotationPolicy.DEFAULT, notBefore, ROTATED)
                        .decide(Optional.empty(), FirstUses.NONE, unclaimed(), false))
                .isEqualTo(new Decision.Refuse(Decision.Reason.REVOKED));
    }

    private static Decision decide(RotationPolicy policy, int generation, long now) {
        return decide(policy, FAMILY, generation, now);
    }

    private static Decision decide(RotationPolicy policy, Family family, int generation, long now) {
        return new FamilyRules(policy, 0, now).decide(Optional.of(family), FirstUses.NONE, token(generation), false);
    }

    private static Presented token(int generation) {
        return new Presented(new Generation("f", generation), true, START, 0);
    }

    private static Presented unclaimed() {
        return new Presented(Generation.first("f"), false, START, START + 60);
    }
}
