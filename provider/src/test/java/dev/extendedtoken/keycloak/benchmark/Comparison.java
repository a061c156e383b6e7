package dev.extendedtoken.keycloak.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two loads on the same machine, in turns: what else the machine does affects both.
 *
 * @param goal what the ratio is to be, at least or at most as {@code measure} says; 0 if there is none
 */
record Comparison(String variant, String against, Measure measure, double goal, Load base, Load other) {

    /** What the ratio compares. */
    enum Measure {
        /** Requests a second: more is better. */
        RATE,
        /** Time for a request: less is better. */
        TIME
    }

    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int TURNS = Integer.getInteger("turns", 21);

    /** A load is warm when so many turns in a row were no faster than as many before them, by more than {@link #STEADY}. */
    private static final int WINDOW = 6;

    private static final double STEADY = 1.03;
    private static final int LONGEST_WARM_UP = Integer.getInteger("warmup", 110);

    /** @param isCold whether the server has just started: then its compiler goes on after the load seems steady */
    Result run(boolean isCold) {
        warmUp(isCold ? LONGEST_WARM_UP : 2 * WINDOW);
        List<Double> ratios = new ArrayList<>();
        List<Turn> ofBase = new ArrayList<>();
        List<Turn> ofOther = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            // Every second turn goes the other way round, so that neither always comes first.
            boolean baseFirst = turn % 2 == 0;
            Turn first = (baseFirst ? base : other).run(TURN);
            Turn second = (baseFirst ? other : base).run(TURN);
            Turn one = baseFirst ? first : second;
            Turn two = baseFirst ? second : first;
            ofBase.add(one);
            ofOther.add(two);
            ratios.add(measure == Measure.RATE ? two.perSecond() / one.perSecond() : one.perSecond() / two.perSecond());
        }
        return new Result(
                variant,
                against,
                measure,
                goal,
                Interval.of(ratios),
                median(ofBase),
                median(ofOther),
                Latencies.from(ofBase),
                Latencies.from(ofOther));
    }

    private void warmUp(int atLeast) {
        List<Double> rates = new ArrayList<>();
        while (rates.size() < LONGEST_WARM_UP && !(rates.size() >= atLeast && isSteady(rates))) {
            rates.add(base.run(TURN).perSecond() + other.run(TURN).perSecond());
        }
    }

    private static boolean isSteady(List<Double> rates) {
        int count = rates.size();
        return count >= 2 * WINDOW
                && median(rates, count - WINDOW, count) < STEADY * median(rates, count - 2 * WINDOW, count - WINDOW);
    }

    private static double median(List<Double> values, int from, int to) {
        return values.subList(from, to).stream().sorted().toList().get(WINDOW / 2);
    }

    private static double median(List<Turn> turns) {
        return turns.stream().map(Turn::perSecond).sorted().toList().get(turns.size() / 2);
    }

    /**
     * @param ratio of the other load to the base, by {@link #measure}
     * @param basePerSecond requests a second, the median of the turns
     */
    record Result(
            String variant,
            String against,
            Measure measure,
            double goal,
            Interval ratio,
            double basePerSecond,
            double otherPerSecond,
            Latencies base,
            Latencies other) {

        /** Whether the goal lies in the interval of the ratio, or the whole interval is better. */
        boolean reachesGoal() {
            return measure == Measure.RATE ? ratio.high() >= goal : ratio.low() <= goal;
        }
    }
}
