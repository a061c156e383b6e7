package dev.extendedtoken.keycloak.rotation.history;

import dev.extendedtoken.keycloak.rotation.family.Decision;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyRules;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.rotation.family.Generation;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.Presented;
import dev.extendedtoken.keycloak.rotation.family.ReuseAction;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import dev.extendedtoken.keycloak.rotation.history.Operation.Kind;
import dev.extendedtoken.keycloak.rotation.history.Operation.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A family whose requests the product's own rules decide, one after the other, as a perfect server would; senders have
 * several requests under way at the same time. Some responses get lost.
 */
final class SimulatedFamily {

    private static final String ID = "family";
    private static final long BEGIN = 1_700_000_000_000L;

    private final Random random;
    private final RotationPolicy policy;
    private final List<Operation> operations = new ArrayList<>();
    private Optional<Family> family;
    private FirstUses uses = FirstUses.NONE;
    private int newest = 1;

    SimulatedFamily(long seed, int gracePeriod, boolean keepsFamily) {
        this.random = new Random(seed);
        this.policy = new RotationPolicy(
                gracePeriod, 0, keepsFamily ? ReuseAction.KEEP_FAMILY : ReuseAction.REVOKE_FAMILY, 0);
        this.family = Optional.of(Family.started(BEGIN, issued(1)));
    }

    /** @param count of requests, each of which is carried out some milliseconds after the one before */
    History run(int count) {
        long now = BEGIN;
        for (int i = 0; i < count; i++) {
            now += 1 + random.nextInt(random.nextInt(40) == 0 ? 4_000 : 60);
            carryOut(now);
        }
        List<Operation> inOrder = operations.stream()
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
        return new History(policy.gracePeriod(), policy.reuseAction() == ReuseAction.KEEP_FAMILY, inOrder);
    }

    private void carryOut(long now) {
        int dice = random.nextInt(100);
        if (dice < 1) {
            family = Optional.empty();
            add(Kind.REVOCATION, 0, now, Outcome.DONE, 0);
        } else if (dice < 15) {
            int generation = recent();
            boolean active = family.filter(one -> one.live() == generation).isPresent();
            add(Kind.INTROSPECTION, generation, now, active ? Outcome.ACTIVE : Outcome.INACTIVE, 0);
        } else {
            refresh(dice < 70 ? newest : recent(), now);
        }
    }

    private int recent() {
        return Math.max(1, newest - random.nextInt(random.nextInt(20) == 0 ? 14 : 4));
    }

    private void refresh(int generation, long now) {
        Presented token = new Presented(new Generation(ID, generation), true, BEGIN / 1000, 0);
        Decision decision = new FamilyRules(policy, 0, now).decide(family, uses, token, false);
        if (decision instanceof Decision.Rotate rotate) {
            uses = uses.rotated(rotate.family(), generation, policy.gracePeriod(), now);
            family = Optional.of(rotate.family().rotated(generation, now, issued(generation + 1)));
            add(Kind.REFRESH, generation, now, Outcome.ISSUED, generation + 1);
        } else if (decision instanceof Decision.Retry retry) {
            add(Kind.REFRESH, generation, now, Outcome.ISSUED, retry.family().live());
        } else {
            boolean ends = decision instanceof Decision.Reuse && policy.reuseAction() != ReuseAction.KEEP_FAMILY;
            family = ends ? Optional.empty() : family;
            add(Kind.REFRESH, generation, now, Outcome.REFUSED, 0);
        }
    }

    private static Issued issued(int generation) {
        return new Issued(BEGIN / 1000, 0, "access-" + generation, 0);
    }

    /** The request was under way for some time before and after it was carried out. */
    private void add(Kind kind, int generation, long at, Outcome outcome, int successor) {
        boolean lost = kind == Kind.REFRESH && random.nextInt(25) == 0;
        if (!lost) {
            newest = Math.max(newest, successor);
        }
        operations.add(new Operation(
                operations.size(),
                "simulated",
                kind,
                generation,
                nanos(at) - random.nextInt(150_000_000),
                nanos(at) + random.nextInt(150_000_000),
                lost ? Outcome.UNKNOWN : outcome,
                lost ? 0 : successor,
                lost || successor == 0 ? "" : "hash-" + successor));
    }

    private static long nanos(long millis) {
        return (millis - BEGIN) * 1_000_000;
    }
}
