package dev.extendedtoken.keycloak.rotation.family;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When superseded generations were first used, in a note of its own, which earlier versions of the extension ignore. A
 * request that was sent before the family went on is answered by it, see {@link FamilyRules#LATE_ARRIVAL}. The first use of
 * the generation before the live one is {@link Family#since()}, so a family that is refreshed now and then has no such note.
 *
 * @param newest the latest generation of the list
 * @param times milliseconds since 1970, of {@code newest} and of the generations before it, downwards
 */
public record FirstUses(int newest, List<Long> times) {

    /** The most generations that are remembered. */
    public static final int MAX = 8;

    public static final FirstUses NONE = new FirstUses(0, List.of());

    private static final String FORMAT = "1";

    public FirstUses {
        times = List.copyOf(times);
    }

    /** When a generation was first used; empty if that is not known any more. */
    Optional<Long> firstUse(int generation, Family family) {
        if (generation == family.live() - 1) {
            return Optional.of(family.since());
        }
        int index = newest - generation;
        return index >= 0 && index < times.size() ? Optional.of(times.get(index)) : Optional.empty();
    }

    /**
     * Whether a superseded generation is still answered: its grace period is not over, and its successor is the live token
     * or was first used within {@link FamilyRules#LATE_ARRIVAL}. A generation whose first use is not known is not answered.
     *
     * @param gracePeriod seconds
     * @param now milliseconds since 1970
     */
    boolean isInWindow(int generation, Family family, int gracePeriod, long now) {
        boolean inGracePeriod = gracePeriod > 0
                && firstUse(generation, family)
                        .filter(used -> now - used <= gracePeriod * 1000L)
                        .isPresent();
        return inGracePeriod
                && (generation == family.live() - 1
                        || firstUse(generation + 1, family)
                                .filter(used -> now - used <= FamilyRules.LATE_ARRIVAL.toMillis())
                                .isPresent());
    }

    /**
     * After the rotation of a token. Only what a request may still depend on is kept, also one that came earlier and waits for
     * the lock.
     *
     * @param before the family before the rotation
     * @param from the generation of the token
     * @param gracePeriod seconds
     * @param now milliseconds since 1970, the first use of the token
     */
    public FirstUses rotated(Family before, int from, int gracePeriod, long now) {
        if (from != before.live()) {
            return NONE;
        }
        Family after = new Family(from + 1, before.origin(), now, 0, before.latest());
        FirstUses all = new FirstUses(from - 1, recent(before));
        List<Long> kept = new ArrayList<>();
        long earliest = now - FamilyRules.LONGEST_WAIT.toMillis();
        for (int generation = from - 1; all.isInWindow(generation, after, gracePeriod, earliest); generation--) {
            kept.add(all.times().get(kept.size()));
        }
        return kept.isEmpty() ? NONE : new FirstUses(from - 1, kept);
    }

    private List<Long> recent(Family before) {
        Stream<Long> previous = before.live() > 1 ? Stream.of(before.since()) : Stream.empty();
        Stream<Long> earlier = newest == before.live() - 2 ? times.stream() : Stream.empty();
        return Stream.concat(previous, earlier).limit(MAX).toList();
    }

    /** The value of the note. */
    public String encoded() {
        return FORMAT + " " + newest + " " + times.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** Reads what {@link #encoded} has written; {@link #NONE} for anything else. */
    public static FirstUses decode(String text) {
        String[] fields = text.split(" ", -1);
        if (fields.length != 3 || !FORMAT.equals(fields[0])) {
            return NONE;
        }
        try {
            return new FirstUses(
                    Integer.parseInt(fields[1]),
                    Stream.of(fields[2].split(",", MAX + 1))
                            .limit(MAX)
                            .map(Long::valueOf)
                            .toList());
        } catch (NumberFormatException e) {
            return NONE;
        }
    }
}
