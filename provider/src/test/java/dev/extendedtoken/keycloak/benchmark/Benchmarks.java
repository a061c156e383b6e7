package dev.extendedtoken.keycloak.benchmark;

import java.time.LocalDate;
import java.time.ZoneOffset;
import org.openjdk.jmh.Main;

/**
 * Runs the benchmarks of a name: {@code mvn -Pbenchmark verify -Dbenchmark=embedded}, or postgres, mariadb, micro. Those of a
 * database are kept in {@code provider/benchmarks}, under {@code -Drun=}, and the page is made anew.
 */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        String name = String.join(" ", arguments);
        if (name.equals("micro")) {
            Main.main(new String[] {"-prof", "gc"});
            return;
        }
        BenchmarkDatabase database = BenchmarkDatabase.named(name);
        BenchmarkRun run = new BenchmarkRun(
                System.getProperty("run", name),
                LocalDate.now(ZoneOffset.UTC).toString(),
                Machine.describe(),
                System.getProperty("keycloak.server.version", ""),
                System.getProperty("java.version"),
                Machine.wrkVersion(),
                ServerBenchmark.run(database));
        if (System.getProperty("only", "").isEmpty()) {
            run.save();
            BenchmarksPage.write(BenchmarkRun.all());
        }
    }
}
