package dev.extendedtoken.keycloak.outofband.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodeLifetimeTest {

    @ParameterizedTest
    @CsvSource({
        "60, 60, outOfBandSeconds",
        "90, 90, outOfBandSeconds",
        "120, 2, outOfBandMinutes",
        "3600, 60, outOfBandMinutes",
        "5, 5, outOfBandSeconds"
    })
    void minutesWhereTheyAreExact(int seconds, String number, String message) {
        assertThat(CodeLifetime.ofSeconds(seconds)).isEqualTo(new CodeLifetime(number, message));
    }
}
