package dev.extendedtoken.keycloak.rotation.family;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the decision about a refresh token costs, from the note of its family to what is to be done. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecisionBenchmark {

    private static final long START = 1_000_000;
    private static final long ROTATED = 1_000_100_000;

    /** The live token, the one before in its window, and an older one. */
    @Param({"5", "4", "2"})
    public int presented;

    private final String note = new Family(
                    5,
                    new Origin(false, START, START + 1_800),
                    ROTATED,
                    0,
                    new Issued(1_000_100, 1_001_900, "onrtrt:f.5", 1_000_400))
            .encoded();

    @Benchmark
    public Decision decide() {
        Optional<Family> family = Family.decode(note);
        Presented token = new Presented(new Generation("f", presented), true, START, 0);
        return new FamilyRules(RotationPolicy.DEFAULT, 0, ROTATED + 1).decide(family, FirstUses.NONE, token, false);
    }
}
