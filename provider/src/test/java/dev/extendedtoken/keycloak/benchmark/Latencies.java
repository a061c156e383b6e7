package dev.extendedtoken.keycloak.benchmark;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Percentiles of the latency, in milliseconds.
 *
 * @param values one for each of {@link #PERCENTILES}
 */
record Latencies(List<Double> values) {

    static final List<Double> PERCENTILES = List.of(10.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9);

    static Latencies from(List<Turn> turns) {
        TreeMap<Long, Long> all = new TreeMap<>();
        turns.forEach(turn -> turn.latencies().forEach((micros, count) -> all.merge(micros, count, Long::sum)));
        long total = all.values().stream().mapToLong(Long::longValue).sum();
        return new Latencies(
                PERCENTILES.stream().map(p -> at(all, total * p / 100)).toList());
    }

    private static double at(Map<Long, Long> ordered, double rank) {
        long seen = 0;
        long last = 0;
        for (Map.Entry<Long, Long> entry : ordered.entrySet()) {
            seen += entry.getValue();
            last = entry.getKey();
            if (seen >= rank) {
                break;
            }
        }
        return last / 1000.0;
    }

    double at(double percentile) {
        return values.get(PERCENTILES.indexOf(percentile));
    }
}
