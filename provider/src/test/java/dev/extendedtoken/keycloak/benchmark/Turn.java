package dev.extendedtoken.keycloak.benchmark;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one turn of a load has measured.
 *
 * @param micros how long it took
 * @param latencies how many requests had a latency, by the latency in microseconds
 */
record Turn(long requests, long micros, long errors, SortedMap<Long, Long> latencies) {

    /** Reads the line that {@code report.lua} prints. */
    static Turn parse(String line) {
        String[] fields = line.split(" ");
        SortedMap<Long, Long> latencies = new TreeMap<>();
        for (String entry : fields[4].split(",")) {
            String[] pair = entry.split(":");
            latencies.merge(Long.parseLong(pair[0]), Long.parseLong(pair[1]), Long::sum);
        }
        return new Turn(Long.parseLong(fields[1]), Long.parseLong(fields[2]), Long.parseLong(fields[3]), latencies);
    }

    double perSecond() {
        return requests * 1e6 / micros;
    }
}
