package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a new key lives. */
class KeyLifetimeTest {

    private static final Instant CREATED = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyHash HASH = new KeyHash("0123456789abcdef".repeat(4));

    @ParameterizedTest
    @CsvSource({
        // days: longest, of the rotated key, of the new one
        "3650, , 365",
        "3650, 90, 90",
        "3650, 3650, 3650",
        "3650, 4000, 3650",
        "30, , 30",
        "30, 90, 30",
        "30, 7, 7",
        "4000, 4000, 3650"
    })
    void standard(int longest, Integer rotated, int expected) {
        KeyLifetime lifetime = new KeyLifetime(Duration.ofDays(longest));
        Optional<KeyRecord> old = Optional.ofNullable(rotated)
                .map(days ->
                        new KeyRecord(HASH, "", Optional.of(CREATED.toString()), CREATED.plus(Duration.ofDays(days))));
        assertThat(lifetime.standard(old)).isEqualTo(Duration.ofDays(expected));
    }

    @Test
    void aRotatedKeyOfUnknownLifetime() {
        KeyRecord old = new KeyRecord(HASH, "", Optional.empty(), CREATED.plusSeconds(60));
        assertThat(new KeyLifetime(KeyLifetime.LIMIT).standard(Optional.of(old)))
                .isEqualTo(Duration.ofDays(365));
    }

    @Test
    void permits() {
        KeyLifetime lifetime = new KeyLifetime(Duration.ofSeconds(60));
        assertThat(lifetime.permits(Duration.ofSeconds(60))).isTrue();
        assertThat(lifetime.permits(Duration.ofSeconds(61))).isFalse();
        assertThat(new KeyLifetime(Duration.ofDays(9999)).permits(KeyLifetime.LIMIT.plusSeconds(1)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "60,60", "315360000,315360000"})
    void secondsAreWholeNumbersUpToTenYears(String text, long seconds) {
        assertThat(KeyLifetime.parseSeconds(text)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.5", " 1", "one", "315360001", "99999999999999999999", "1e3"})
    void otherTextsAreNoSeconds(String text) {
        assertThat(KeyLifetime.parseSeconds(text)).isEmpty();
    }
}
