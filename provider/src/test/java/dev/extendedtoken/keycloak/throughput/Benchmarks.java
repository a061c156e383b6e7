package dev.extendedtoken.keycloak.throughput;

import org.openjdk.jmh.Main;

/** Runs the benchmark of a name: {@code mvn -Pbenchmark verify -Dbenchmark=rotation}. */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        String[] none = {};
        switch (String.join(" ", arguments)) {
            case "throughput" -> ThroughputBenchmark.main(none);
            case "api-key" -> ApiKeyBenchmark.main(none);
            case "rules" -> RulesBenchmark.main(none);
            case "rotation" -> RotationBenchmark.main(none);
            case "micro" -> Main.main(none);
            default ->
                throw new IllegalArgumentException(
                        "Name a benchmark: -Dbenchmark=throughput, api-key, rules, rotation or micro");
        }
    }
}
