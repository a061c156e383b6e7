package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When the end of a key is near. */
class ExpiryWarningTest {

    private static final Instant CREATED = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyHash HASH = new KeyHash("0123456789abcdef".repeat(4));

    @ParameterizedTest
    @CsvSource({
        // days: lifetime, age
        "365, 0, false",
        "365, 334, false",
        "365, 335, true",
        "365, 345, true",
        "365, 364, true",
        "150, 119, false",
        "150, 120, true",
        "149, 119, false",
        "149, 120, true",
        "100, 79, false",
        "100, 80, true",
        "30, 0, false",
        "30, 23, false",
        "30, 24, true",
        "5, 3, false",
        "5, 4, true",
        "3650, 3619, false",
        "3650, 3620, true"
    })
    void isDue(int lifetime, int age, boolean due) {
        assertThat(ExpiryWarning.isDue(key(lifetime), CREATED.plus(Duration.ofDays(age))))
                .isEqualTo(due);
    }

    /** To the second, and for keys that live for seconds. */
    @Test
    void isDueInTheLastFifth() {
        KeyRecord key =
                new KeyRecord(HASH, "", Optional.of(CREATED.plusMillis(400).toString()), CREATED.plusSeconds(10));
        assertThat(ExpiryWarning.isDue(key, CREATED.plusSeconds(8).minusMillis(1)))
                .isFalse();
        assertThat(ExpiryWarning.isDue(key, CREATED.plusSeconds(8))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"29, true", "30, true", "31, false"})
    void anUnknownLifetimeIsALongOne(int left, boolean due) {
        for (Optional<String> createdAt : List.of(Optional.<String>empty(), Optional.of("whenever"))) {
            KeyRecord key = new KeyRecord(HASH, "", createdAt, CREATED.plus(Duration.ofDays(left)));
            assertThat(ExpiryWarning.isDue(key, CREATED)).isEqualTo(due);
        }
    }

    /** However new it was when it was rotated. */
    @Test
    void aRotatedKeyEndsSoon() {
        KeyRecord key = key(365).rotated(new KeyHash("f".repeat(64)), Duration.ofDays(7), CREATED);
        assertThat(ExpiryWarning.isDue(key, CREATED)).isTrue();
    }

    private static KeyRecord key(int lifetime) {
        return new KeyRecord(HASH, "", Optional.of(CREATED.toString()), CREATED.plus(Duration.ofDays(lifetime)));
    }
}
