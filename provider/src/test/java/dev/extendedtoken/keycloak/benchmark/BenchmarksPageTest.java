package dev.extendedtoken.keycloak.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** With {@code -Dbenchmarks.page=write}, writes the page anew before it is compared. */
class BenchmarksPageTest {

    @Test
    void thePageSaysWhatTheRunsSay() throws IOException {
        if ("write".equals(System.getProperty("benchmarks.page"))) {
            BenchmarksPage.write(BenchmarkRun.all());
        }

        if (BenchmarkRun.all().isEmpty()) {
            assertThat(BenchmarksPage.PAGE).doesNotExist();
        } else {
            assertThat(BenchmarksPage.PAGE).content().isEqualTo(BenchmarksPage.render(BenchmarkRun.all()));
        }
    }

    @Test
    void eachChartIsThatOfItsRun() {
        assertThat(BenchmarkRun.all()).allSatisfy(run -> assertThat(BenchmarkRun.FOLDER.resolve(run.name() + ".svg"))
                .content()
                .isEqualTo(LatencyChart.render(run.results())));
    }
}
