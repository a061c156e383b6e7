package dev.extendedtoken.keycloak.benchmark;

import java.util.List;

/** A median, and the interval in which it lies with a probability of at least 95 %, by the order of the values. */
record Interval(double median, double low, double high) {

    /** @throws IllegalArgumentException if there are fewer than six values, which have no such interval */
    static Interval of(List<Double> values) {
        if (values.size() < 6) {
            throw new IllegalArgumentException("At least six values, not " + values.size());
        }
        List<Double> sorted = values.stream().sorted().toList();
        int count = sorted.size();
        int rank = rank(count);
        double middle = (sorted.get((count - 1) / 2) + sorted.get(count / 2)) / 2;
        return new Interval(middle, sorted.get(rank), sorted.get(count - 1 - rank));
    }

    /** The largest rank below which the median lies with a probability of at most 2.5 % (binomial distribution). */
    private static int rank(int count) {
        double probability = Math.pow(0.5, count);
        double below = 0;
        int rank = 0;
        while (below + probability <= 0.025) {
            below += probability;
            probability *= (count - rank) / (rank + 1.0);
            rank++;
        }
        return rank - 1;
    }

    /** Whether both could be of the same value. */
    boolean overlaps(Interval other) {
        return low <= other.high && other.low <= high;
    }
}
