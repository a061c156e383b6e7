package dev.extendedtoken.keycloak.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

    /** The ranks of the tables for the confidence interval of a median. */
    @ParameterizedTest
    @CsvSource({"6, 1, 6", "10, 2, 9", "21, 6, 16", "31, 10, 22", "61, 23, 39"})
    void coversTheMedian(int count, double low, double high) {
        List<Double> values = IntStream.rangeClosed(1, count)
                .mapToObj(value -> (double) value)
                .toList();

        assertThat(Interval.of(values)).isEqualTo(new Interval((count + 1) / 2.0, low, high));
    }

    @Test
    void tooFewValuesHaveNone() {
        assertThatThrownBy(() -> Interval.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
