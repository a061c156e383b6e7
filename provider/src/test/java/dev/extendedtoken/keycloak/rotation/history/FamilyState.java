package dev.extendedtoken.keycloak.rotation.history;

import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.rotation.history.Operation.Outcome;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A family of which one request after the other is carried out at once: what the real one, under many requests at the same
 * time, has to look like.
 *
 * @param gracePeriod of the policy, in seconds
 * @param keepsFamily whether the policy keeps the family at reuse
 * @param live the live generation
 * @param firstUses the request that rotated each generation
 */
record FamilyState(int gracePeriod, boolean keepsFamily, int live, boolean ended, Map<Integer, Operation> firstUses) {

    /** For how long an older token is answered after its successor was used. */
    private static final long LATE_ARRIVAL_NANOS = 10_000_000_000L;

    /** The server measures in milliseconds, by another clock than the senders. */
    private static final long TOLERANCE_NANOS = 500_000_000L;

    static FamilyState begin(History history) {
        return new FamilyState(history.gracePeriod(), history.keepsFamily(), 1, false, Map.of());
    }

    /** What the family can be after a request; nothing if the request cannot have got its response from this family. */
    Stream<FamilyState> after(Operation operation) {
        return switch (operation.kind()) {
            case REVOCATION -> Stream.of(end());
            case INTROSPECTION -> unchangedIf(isActive(operation) == (operation.outcome() == Outcome.ACTIVE));
            case REFRESH -> afterRefresh(operation);
        };
    }

    private boolean isActive(Operation introspection) {
        return !ended && introspection.generation() == live;
    }

    private Stream<FamilyState> afterRefresh(Operation refresh) {
        if (!refresh.isKnown()) {
            return carriedOut(refresh);
        }
        boolean issued = refresh.outcome() == Outcome.ISSUED;
        if (ended || refresh.generation() > live) {
            return unchangedIf(ended && !issued);
        }
        if (refresh.generation() == live) {
            return issued && refresh.successor() == live + 1 ? Stream.of(rotate(refresh)) : Stream.empty();
        }
        if (issued) {
            return unchangedIf(refresh.successor() == live && mayBeRetry(refresh));
        }
        return mustBeRetry(refresh) ? Stream.empty() : Stream.of(afterReuse());
    }

    /** What a request does whose response nobody has seen. */
    private Stream<FamilyState> carriedOut(Operation refresh) {
        if (ended || refresh.generation() > live) {
            return Stream.of(this);
        }
        if (refresh.generation() == live) {
            return Stream.of(rotate(refresh));
        }
        return mustBeRetry(refresh) ? Stream.of(this) : Stream.of(this, afterReuse());
    }

    private FamilyState rotate(Operation refresh) {
        Map<Integer, Operation> uses = new TreeMap<>(firstUses);
        uses.put(live, refresh);
        uses.remove(live - FirstUses.MAX - 2);
        return new FamilyState(gracePeriod, keepsFamily, live + 1, false, uses);
    }

    private FamilyState afterReuse() {
        return keepsFamily ? this : end();
    }

    private FamilyState end() {
        return new FamilyState(gracePeriod, keepsFamily, live, true, Map.of());
    }

    private Stream<FamilyState> unchangedIf(boolean possible) {
        return possible ? Stream.of(this) : Stream.empty();
    }

    /** Whether the token can still have been within its window, by the shortest times that fit the history. */
    private boolean mayBeRetry(Operation refresh) {
        return isRemembered(refresh)
                && least(refresh, refresh.generation()) <= gracePeriodNanos() + TOLERANCE_NANOS
                && (refresh.generation() == live - 1
                        || least(refresh, refresh.generation() + 1) <= LATE_ARRIVAL_NANOS + TOLERANCE_NANOS);
    }

    /** Whether the token was within its window, also by the longest times. */
    private boolean mustBeRetry(Operation refresh) {
        return isRemembered(refresh)
                && most(refresh, refresh.generation()) < gracePeriodNanos() - TOLERANCE_NANOS
                && (refresh.generation() == live - 1
                        || most(refresh, refresh.generation() + 1) < LATE_ARRIVAL_NANOS - TOLERANCE_NANOS);
    }

    private boolean isRemembered(Operation refresh) {
        return gracePeriod > 0 && refresh.generation() >= live - 1 - FirstUses.MAX;
    }

    private long gracePeriodNanos() {
        return gracePeriod * 1_000_000_000L;
    }

    /** From the first use of a generation to this request, at least. */
    private long least(Operation refresh, int generation) {
        Operation use = firstUses.get(generation);
        return use.isKnown() ? refresh.invoked() - use.responded() : 0;
    }

    private long most(Operation refresh, int generation) {
        long end = refresh.isKnown() ? refresh.responded() : Long.MAX_VALUE;
        return end - firstUses.get(generation).invoked();
    }

    @Override
    public String toString() {
        return ended ? "the family has ended" : "generation " + live + " is live";
    }
}
