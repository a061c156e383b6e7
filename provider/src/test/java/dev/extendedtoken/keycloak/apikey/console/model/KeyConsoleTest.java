package dev.extendedtoken.keycloak.apikey.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyConsoleTest {

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "299, true", "300, true", "301, false", "86400, false", "-60, true", "-61, false"
    })
    void aLoginIsRecentForFiveMinutes(long secondsAgo, boolean recent) {
        Instant now = Instant.parse("2026-11-28T12:00:00.999Z");
        assertThat(KeyConsole.isRecent(now.getEpochSecond() - secondsAgo, now)).isEqualTo(recent);
    }

    @Test
    void withoutATimeItIsNot() {
        assertThat(KeyConsole.isRecent(null, Instant.now())).isFalse();
    }
}
