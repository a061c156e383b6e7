package dev.extendedtoken.keycloak.rotation.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs families through whatever may happen to them, in any order: refreshes, retries, replays of any token ever seen,
 * crashes before and after the commit, clocks that step both ways, not-before, revocation, eviction, rotation switched
 * on late. What must never happen is looked for after each step.
 */
class FamilyModelTest {

    private static final int RUNS = 300;
    private static final int STEPS = 400;

    static Stream<Random> seeds() {
        return Stream.iterate(1L, seed -> seed + 1).limit(RUNS).map(Random::new);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void neverTwoLiveTokensAndNothingRevokedComesBack(Random random) {
        Model model = new Model(random);
        for (int step = 0; step < STEPS; step++) {
            model.step();
            model.check();
        }
        assertThat(model.answers).isPositive();
    }

    /** A client session, its clients, a thief, and a clock. */
    private static final class Model {

        private final Random random;
        private final RotationPolicy policy;
        private final boolean mayStepBack;
        private final Map<String, Family> stored = new HashMap<>();
        private final Map<String, FirstUses> uses = new HashMap<>();
        /** When each generation was first used, of every family; nothing is forgotten. */
        private final Map<String, Map<Integer, Long>> history = new HashMap<>();

        private final Set<String> revokedIds = new HashSet<>();
        /** Every token that was ever in an answer. */
        private final List<Presented> seen = new ArrayList<>();
        /** Families that were ended, by whatever: no token of theirs may ever be answered with tokens again. */
        private final Set<String> ended = new HashSet<>();
        /** The newest generation that was answered and committed. */
        private final Map<String, Integer> newest = new HashMap<>();

        private long now = 1_700_000_000_000L;
        private boolean clockHasSteppedBack;
        private long notBefore;
        private int names;
        private int answers;
        private int retries;

        Model(Random random) {
            this.random = random;
            this.mayStepBack = random.nextBoolean();
            this.policy = new RotationPolicy(
                    random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(random.nextBoolean() ? 20 : 3600),
                    random.nextInt(3),
                    ReuseAction.REVOKE_FAMILY,
                    random.nextInt(4) == 0 ? 50 + random.nextInt(200) : 0);
        }

        void step() {
            int dice = random.nextInt(100);
            if (dice < 8 || seen.isEmpty()) {
                login();
            } else if (dice < 12) {
                boolean back = mayStepBack && random.nextInt(4) == 0;
                clockHasSteppedBack |= back;
                now += random.nextInt(30_000) - (back ? 30_000 : 0);
            } else if (dice < 13) {
                notBefore = now / 1000 - random.nextInt(3) + 1;
            } else if (dice < 14) {
                end(seen.get(random.nextInt(seen.size())).generation().family());
            } else {
                now += random.nextInt(3) == 0 ? random.nextInt(2_000) : 0;
                present(pick());
            }
        }

        /** Mostly recent tokens, as clients do, and any other, as thieves do. */
        private Presented pick() {
            int last = seen.size() - 1;
            return seen.get(
                    random.nextInt(4) == 0 ? random.nextInt(seen.size()) : Math.max(0, last - random.nextInt(12)));
        }

        private void login() {
            boolean whileOff = random.nextInt(4) == 0;
            String id = "family-" + names++;
            Presented first = new Presented(Generation.first(id), !whileOff, now / 1000, 0);
            if (!whileOff) {
                evict();
                stored.put(id, Family.started(now, issued(first.generation())));
            }
            seen.add(first);
            newest.put(id, 1);
        }

        private void evict() {
            for (String id : Families.tooMany(stored)) {
                end(id);
            }
        }

        private void end(String id) {
            stored.remove(id);
            uses.remove(id);
            revokedIds.add(id);
            ended.add(id);
        }

        private void present(Presented token) {
            String id = token.generation().family();
            int generation = token.generation().number();
            Optional<Family> before = Optional.ofNullable(stored.get(id));
            boolean revoked = !token.claimed() && revokedIds.contains(id);
            FirstUses known = uses.getOrDefault(id, FirstUses.NONE);
            Decision decision = new FamilyRules(policy, notBefore, now).decide(before, known, token, revoked);
            if (decision instanceof Decision.Rotate rotate) {
                assertThat(generation).as("only the newest rotates").isGreaterThanOrEqualTo(newest.get(id));
                uses.put(id, known.rotated(rotate.family(), generation, policy.gracePeriod(), now));
                boolean committed = answer(
                        id,
                        before,
                        rotate.family()
                                .rotated(
                                        generation,
                                        now,
                                        issued(token.generation().next())));
                if (committed) {
                    history.computeIfAbsent(id, key -> new HashMap<>()).put(generation, now);
                } else {
                    uses.put(id, known);
                }
            } else if (decision instanceof Decision.Retry retry) {
                assertThat(mayBeRetried(id, generation)).isTrue();
                assertThat(generation).isLessThan(retry.family().live());
                assertThat(!policy.countsRetries() || retry.family().retries() < policy.graceUses())
                        .isTrue();
                retries++;
                answer(id, before, retry.family().retried("at", now / 1000 + 300));
            } else if (decision instanceof Decision.Reuse reuse) {
                assertThat(generation).isLessThan(newest.getOrDefault(id, Integer.MAX_VALUE));
                boolean remembered = generation >= reuse.family().live() - 1 - FirstUses.MAX;
                if (remembered && !clockHasSteppedBack) {
                    assertThat(mayBeRetried(id, generation)).isFalse();
                }
                end(id);
            } else {
                assertThat(decision).isInstanceOf(Decision.Refuse.class);
                if (decision.equals(new Decision.Refuse(Decision.Reason.GRACE_USED_UP))) {
                    assertThat(mayBeRetried(id, generation)).isTrue();
                    assertThat(before.orElseThrow().retries()).isGreaterThanOrEqualTo(policy.graceUses());
                }
                assertThat(Optional.ofNullable(stored.get(id)))
                        .as("an error response changes nothing")
                        .isEqualTo(before);
            }
        }

        /** By all that ever happened: its grace period is not over, nor are the ten seconds after its successor's use. */
        private boolean mayBeRetried(String id, int generation) {
            Map<Integer, Long> used = history.getOrDefault(id, Map.of());
            Long first = used.get(generation);
            Long successor = used.get(generation + 1);
            return first != null
                    && now - first <= policy.gracePeriod() * 1000L
                    && policy.gracePeriod() > 0
                    && (successor == null || now - successor <= 10_000);
        }

        /** @return whether it was committed */
        private boolean answer(String id, Optional<Family> before, Family after) {
            assertThat(ended).as("nothing that has ended comes back").doesNotContain(id);
            assertThat(after.origin().issuedAt())
                    .as("nothing revoked comes back")
                    .isGreaterThan(notBefore);
            int crash = random.nextInt(10);
            if (crash == 0) {
                return false; // before the commit: the response was not sent
            }
            if (before.isEmpty()) {
                evict();
            }
            stored.put(id, after);
            newest.put(id, after.live());
            if (crash == 1) {
                return true; // after the commit: the response is lost
            }
            answers++;
            Presented newestToken = new Presented(
                    new Generation(id, after.live()), true, after.latest().issuedAt(), 0);
            if (!seen.contains(newestToken)) {
                seen.add(newestToken);
            }
            return true;
        }

        /** Of all tokens that anybody has, at most one of a family would rotate now, and it is the newest. */
        void check() {
            FamilyRules rules = new FamilyRules(policy, notBefore, now);
            Map<String, String> live = new HashMap<>();
            assertThat(stored).hasSizeLessThanOrEqualTo(Families.MAX);
            uses.values().forEach(known -> assertThat(known.times()).hasSizeLessThanOrEqualTo(FirstUses.MAX));
            for (Presented token : seen) {
                String id = token.generation().family();
                boolean revoked = !token.claimed() && revokedIds.contains(id);
                Decision decision = rules.decide(
                        Optional.ofNullable(stored.get(id)), uses.getOrDefault(id, FirstUses.NONE), token, revoked);
                if (decision instanceof Decision.Rotate) {
                    String tokenId = token.generation().tokenId();
                    assertThat(live.putIfAbsent(id, tokenId))
                            .as("one live token")
                            .isIn(null, tokenId);
                    assertThat(ended).doesNotContain(id);
                }
            }
        }

        private Issued issued(Generation generation) {
            return new Issued(now / 1000, 0, "at:" + generation.tokenId(), now / 1000 + 300);
        }
    }
}
