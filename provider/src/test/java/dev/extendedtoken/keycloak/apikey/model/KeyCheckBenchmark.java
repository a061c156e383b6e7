package dev.extendedtoken.keycloak.apikey.model;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.keycloak.common.util.SecretGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What checking a key costs, with one key and with a hundred, and whether its time tells how it ended. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class KeyCheckBenchmark {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    @Param({"1", "100"})
    public int keys;

    @Param({"ACCEPTED", "MISSING", "REPEATED", "MALFORMED", "UNKNOWN", "EXPIRED", "REVOKED"})
    public KeyCheck.Outcome outcome;

    private final Map<String, String> records = new HashMap<>();
    private List<String> sent;
    private boolean revoked;

    @Setup
    public void prepare() {
        for (int i = 1; i < keys; i++) {
            store(ApiKey.generate(SecretGenerator.getInstance().randomBytes()), NOW.plusSeconds(1));
        }
        ApiKey key = ApiKey.generate(SecretGenerator.getInstance().randomBytes());
        if (outcome != KeyCheck.Outcome.UNKNOWN) {
            store(key, outcome == KeyCheck.Outcome.EXPIRED ? NOW : NOW.plusSeconds(1));
        }
        revoked = outcome == KeyCheck.Outcome.REVOKED;
        sent = switch (outcome) {
            case MISSING -> List.of();
            case REPEATED -> List.of(key.reveal(), key.reveal());
            case MALFORMED -> List.of("a".repeat(7_000));
            default -> List.of(key.reveal());
        };
    }

    private void store(ApiKey key, Instant expiresAt) {
        records.put(key.hash().id(), new KeyRecord(key.hash(), "", Optional.of(NOW.toString()), expiresAt).json());
    }

    @Benchmark
    public KeyCheck check() {
        return KeyCheck.forHeader(sent, records::get, hash -> revoked, NOW);
    }
}
