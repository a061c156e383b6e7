package dev.extendedtoken.keycloak.json;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What reading a body costs: one of 1 KB, as an authorization code exchange with an assertion sends it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class JsonBodyBenchmark {

    private final byte[] oneKilobyte = body(1024);

    @Benchmark
    public Map<String, List<String>> readOneKilobyte() throws IOException, JsonBodyException {
        return JsonBody.read(new ByteArrayInputStream(oneKilobyte), "application/json", null, oneKilobyte.length);
    }

    private static byte[] body(int length) {
        String start = "{\"grant_type\":\"authorization_code\",\"code\":\"f1d0a7e6-3b2c-4d5e-8f90-a1b2c3d4e5f6\","
                + "\"redirect_uri\":\"https://app.example.com/callback\",\"client_id\":\"partner\","
                + "\"code_verifier\":\"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk\",\"client_assertion\":\"";
        String end = "\"}";
        return (start + "a".repeat(length - start.length() - end.length()) + end).getBytes(StandardCharsets.UTF_8);
    }
}
