package dev.extendedtoken.keycloak.rotation.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FamilyTest {

    private static final Issued FIRST = new Issued(1_000, 2_000, "onrtac:1234", 1_300);

    @Test
    void isReadAsItWasWritten() {
        Family started = Family.started(1_000_123, FIRST);
        Family rotated = started.rotated(1, 1_100_456, new Issued(1_100, 0, "ofltrt:f.2", 1_400));
        Family adopted = Family.adopted(900, 0);
        for (Family family : new Family[] {started, rotated, rotated.retried("ofltrt:f.2", 1_500), adopted}) {
            assertThat(Family.decode(family.encoded())).contains(family);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "1",
                "2 1 issued 1 1 1 0 1 1 1 id",
                "1 x issued 1 1 1 0 1 1 1 id",
                "1 1 issued 1 1 1 0 1 1 y id",
                "1 1 issued 1 1 1 0 1 1 1",
                "1 1 issued 1 1 1 0 1 1 1 id more",
                "1 99999999999 issued 1 1 1 0 1 1 1 id"
            })
    void anythingElseIsNothing(String text) {
        assertThat(Family.decode(text)).isEmpty();
    }

    @Test
    void doesNotGrow() {
        Family family = Family.started(1_700_000_000_000L, issued(1));
        int first = family.encoded().length();
        for (int generation = 1; generation < 10_000; generation++) {
            family = family.rotated(generation, 1_700_000_000_000L + generation, issued(generation + 1))
                    .retried("onrtrt:f." + (generation + 1), 1_700_000_300L);
        }
        assertThat(family.live()).isEqualTo(10_000);
        // The number of the generation is written twice.
        assertThat(family.encoded().length()).isLessThanOrEqualTo(first + 2 * 4 + 1);
    }

    private static Issued issued(int generation) {
        return new Issued(1_700_000_000L, 1_700_001_800L, "onrtrt:f." + generation, 1_700_000_300L);
    }

    @Test
    void aRetryChangesNothingButTheAccessToken() {
        Family family = Family.started(1, FIRST);
        Family again = family.retried("onrtrt:5678", 1_350);
        assertThat(again.latest()).isEqualTo(new Issued(1_000, 2_000, "onrtrt:5678", 1_350));
        assertThat(again.live()).isEqualTo(family.live());
        assertThat(again.retries()).isEqualTo(1);
    }

    @Test
    void tokensAreNamedAfterTheirPlace() {
        Generation first = Generation.first("abc");
        assertThat(first.tokenId()).isEqualTo("abc");
        assertThat(first.next().tokenId()).isEqualTo("abc.2");
        assertThat(first.next().next().tokenId()).isEqualTo("abc.3");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "31,0", "32,1", "33,2", "40,9"})
    void theLongestUnusedMakeRoom(int count, int tooMany) {
        Map<String, Family> families = new TreeMap<>();
        IntStream.range(0, count)
                .forEach(i -> families.put(String.format("%02d", (i * 7) % count), Family.started(i, FIRST)));
        assertThat(Families.tooMany(families))
                .hasSize(tooMany)
                .isEqualTo(IntStream.range(0, tooMany)
                        .mapToObj(i -> String.format("%02d", (i * 7) % count))
                        .toList());
    }

    @Test
    void ofTwoEquallyUnusedTheirIdsDecide() {
        Map<String, Family> families = new TreeMap<>();
        IntStream.range(0, 32).forEach(i -> families.put(String.format("%02d", i), Family.started(5, FIRST)));
        assertThat(Families.tooMany(families)).containsExactly("00");
    }

    @ParameterizedTest
    @CsvSource({
        "10,0,revoke-family,0,  10,0,revoke-family,0,  10,0,revoke-family,0",
        "10,0,revoke-family,0,  0,3,revoke-session,60,  0,3,revoke-session,60",
        "0,3,revoke-session,60, 10,0,revoke-family,0,  0,3,revoke-session,60",
        "20,5,revoke-family,90, 30,2,revoke-session,60, 20,2,revoke-session,60",
        "3600,5,keep-family,90, 300,0,revoke-family,0, 300,5,revoke-family,90",
        "3600,5,keep-family,90, 3000,2,keep-family,60, 3000,2,keep-family,60",
        "3600,5,keep-family,90, 10,0,revoke-session,0, 10,5,revoke-session,90"
    })
    void ofTwoPoliciesTheStricterOptionsCount(
            int period,
            int uses,
            String action,
            int life,
            int period2,
            int uses2,
            String action2,
            int life2,
            int strictPeriod,
            int strictUses,
            String strictAction,
            int strictLife) {
        assertThat(policy(period, uses, action, life).and(policy(period2, uses2, action2, life2)))
                .isEqualTo(policy(strictPeriod, strictUses, strictAction, strictLife));
    }

    private static RotationPolicy policy(int period, int uses, String action, int life) {
        return new RotationPolicy(period, uses, ReuseAction.parse(action).orElseThrow(), life);
    }

    @ParameterizedTest
    @CsvSource({
        "keep-family,true,keep-family",
        "keep-family,false,revoke-family",
        "revoke-family,true,revoke-family",
        "revoke-family,false,revoke-family",
        "revoke-session,true,revoke-session",
        "revoke-session,false,revoke-session"
    })
    void aFamilyIsKeptOnlyIfAThiefNeedsMoreThanTheToken(String action, boolean boundToClient, String expected) {
        assertThat(policy(10, 0, action, 60).reuseAction(boundToClient).option())
                .isEqualTo(expected);
    }

    @Test
    void unknownActionsAreNone() {
        assertThat(ReuseAction.parse("revoke")).isEmpty();
    }
}
