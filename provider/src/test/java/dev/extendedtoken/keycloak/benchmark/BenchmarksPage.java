package dev.extendedtoken.keycloak.benchmark;

import dev.extendedtoken.keycloak.benchmark.Comparison.Measure;
import dev.extendedtoken.keycloak.benchmark.Comparison.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The page with the results of the benchmarks, and its chart. */
final class BenchmarksPage {

    static final Path PAGE = ProviderFolder.resolve("BENCHMARKS.md");
    private static final Path TEMPLATE = ProviderFolder.resolve("src/test/resources/benchmarks.md");
    private static final String RESULTS = "{{results}}";
    private static final String COSTS = "{{costs}}";

    private BenchmarksPage() {}

    static void write(List<BenchmarkRun> runs) throws IOException {
        for (BenchmarkRun run : runs) {
            Files.writeString(BenchmarkRun.FOLDER.resolve(run.name() + ".svg"), LatencyChart.render(run.results()));
        }
        Files.writeString(PAGE, render(runs));
    }

    static String render(List<BenchmarkRun> runs) throws IOException {
        StringBuilder results = new StringBuilder();
        StringBuilder costs = new StringBuilder();
        for (BenchmarkRun run : runs) {
            results.append(section(run));
            costs.append(costs(run));
        }
        return Files.readString(TEMPLATE)
                .replace(RESULTS, results.toString().strip())
                .replace(COSTS, costs.toString().strip());
    }

    private static String section(BenchmarkRun run) {
        StringBuilder section = new StringBuilder("### ")
                .append(run.name())
                .append("\n\nKeycloak ")
                .append(run.keycloak())
                .append(", Java ")
                .append(run.java())
                .append(", ")
                .append(run.machine())
                .append(", load by ")
                .append(run.generator())
                .append(", ")
                .append(run.date())
                .append(".\n\n")
                .append("| variant | against | goal | measured | per second | p50, ms | p99, ms |\n")
                .append("|---|---|---|---|---|---|---|\n");
        run.results().stream().filter(result -> result.goal() > 0).forEach(result -> section.append(row(result))
                .append('\n'));
        return section.append("\n![Latency by percentile](benchmarks/")
                .append(run.name())
                .append(".svg)\n\n")
                .toString();
    }

    static String row(Result result) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.0f, %.0f | %.1f, %.1f | %.1f, %.1f |",
                result.variant(),
                result.against(),
                goal(result),
                measured(result),
                result.otherPerSecond(),
                result.basePerSecond(),
                result.other().at(50),
                result.base().at(50),
                result.other().at(99),
                result.base().at(99));
    }

    private static String goal(Result result) {
        return String.format(
                Locale.ROOT, result.measure() == Measure.RATE ? "%.2f of its rate" : "%.2f of its time", result.goal());
    }

    private static String measured(Result result) {
        String ratio = interval(result.ratio());
        return result.reachesGoal() ? ratio : "**" + ratio + "**";
    }

    private static String interval(Interval ratio) {
        return String.format(Locale.ROOT, "%.3f (%.3f to %.3f)", ratio.median(), ratio.low(), ratio.high());
    }

    private static String costs(BenchmarkRun run) {
        StringBuilder rows = new StringBuilder();
        run.results().stream()
                .filter(result -> result.goal() == 0)
                .forEach(result -> rows.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %s | %s |%n",
                        result.variant(),
                        result.against(),
                        interval(result.ratio()),
                        run.name())));
        return rows.toString();
    }
}
