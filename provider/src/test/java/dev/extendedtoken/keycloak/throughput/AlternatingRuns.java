package dev.extendedtoken.keycloak.throughput;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares two loads in alternating runs, so that a machine whose speed drifts affects both. Prints the ratio of each
 * run and the median.
 */
record AlternatingRuns(int count) {

    private static final Duration DURATION = Duration.ofSeconds(3);
    private static final int WARM_UP = 10;

    /** As many as the system property {@code turns} says, or 21. */
    static AlternatingRuns asAsked() {
        return new AlternatingRuns(Integer.getInteger("turns", 21));
    }

    /** Both sides get the same load, so that both servers are as warm. */
    void compare(Load base, Load other) {
        for (int i = 0; i < WARM_UP; i++) {
            base.run(DURATION);
            other.run(DURATION);
        }
        List<Double> ratios = new ArrayList<>();
        for (int run = 1; run <= count; run++) {
            // Every second run goes the other way round, so that neither always comes first.
            boolean baseFirst = run % 2 == 0;
            double first = (baseFirst ? base : other).run(DURATION);
            double second = (baseFirst ? other : base).run(DURATION);
            double ratio = baseFirst ? second / first : first / second;
            ratios.add(ratio);
            System.out.printf(
                    "turn %2d  %s: %.0f/s, %s: %.0f/s, ratio %.3f%n",
                    run, base.name(), baseFirst ? first : second, other.name(), baseFirst ? second : first, ratio);
        }
        List<Double> sorted = ratios.stream().sorted().toList();
        System.out.printf(
                "%s / %s: median %.3f  (min %.3f, max %.3f, %d turns)%n",
                other.name(),
                base.name(),
                sorted.get(sorted.size() / 2),
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                sorted.size());
    }
}
