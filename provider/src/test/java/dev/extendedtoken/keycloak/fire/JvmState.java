package dev.extendedtoken.keycloak.fire;

import dev.extendedtoken.keycloak.server.ClusterNode;
import dev.extendedtoken.keycloak.support.Programs;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What the Java of a node holds.
 *
 * @param heap in bytes, after a full collection
 */
record JvmState(long heap, int threads) {

    private static final Pattern HEAP = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\"[^}]*} (\\S+)");
    private static final Pattern THREADS = Pattern.compile("(?m)^jvm_threads_live_threads(?:\\{[^}]*})? (\\S+)");

    static JvmState of(ClusterNode node) {
        collectGarbage(node.java().pid());
        String metrics = node.metrics();
        return new JvmState((long) sum(HEAP, metrics), (int) sum(THREADS, metrics));
    }

    private static double sum(Pattern metric, String metrics) {
        double sum = metric.matcher(metrics)
                .results()
                .mapToDouble(match -> Double.parseDouble(match.group(1)))
                .sum();
        if (sum == 0) {
            throw new IllegalStateException("No " + metric + " in the metrics");
        }
        return sum;
    }

    private static void collectGarbage(long pid) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        ProcessBuilder collection = new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        if (Programs.run(collection) != 0) {
            throw new IllegalStateException("jcmd failed");
        }
    }

    @Override
    public String toString() {
        return heap / (1 << 20) + " MiB, " + threads + " threads";
    }
}
