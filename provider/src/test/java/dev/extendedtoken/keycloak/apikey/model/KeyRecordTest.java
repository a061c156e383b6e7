package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is stored of a key, by us or by hand. */
class KeyRecordTest {

    private static final String HEX = "0123456789abcdef".repeat(4);
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");
    private static final Instant EXPIRES = Instant.parse("2027-01-02T03:04:05Z");

    @Test
    void isWrittenAsTheRealmFileHasIt() {
        KeyRecord key = new KeyRecord(new KeyHash(HEX), "partner \"A\"", Optional.of(CREATED.toString()), EXPIRES);
        assertThat(key.json())
                .isEqualTo("{\"v\":1,\"sha256\":\"" + HEX + "\",\"label\":\"partner \\\"A\\\"\","
                        + "\"createdAt\":\"2026-01-02T03:04:05Z\",\"expiresAt\":\"2027-01-02T03:04:05Z\"}");
        assertThat(KeyRecord.parse(key.json())).contains(key);
    }

    @Test
    void mayBeWrittenByHand() {
        assertThat(KeyRecord.parse(" { \"expiresAt\" : \"2027-01-02T05:04:05+02:00\", \"sha256\" : \"" + HEX
                        + "\", \"v\" : 1, \"note\" : [\"whatever\", {}] } "))
                .contains(new KeyRecord(new KeyHash(HEX), "", Optional.empty(), EXPIRES));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"v\":2,\"sha256\":\"%s\",\"expiresAt\":\"2027-01-02T03:04:05Z\"}",
                "{\"sha256\":\"%s\",\"expiresAt\":\"2027-01-02T03:04:05Z\"}",
                "{\"v\":1,\"sha256\":\"%s\"}",
                "{\"v\":1,\"expiresAt\":\"2027-01-02T03:04:05Z\"}",
                "{\"v\":1,\"sha256\":\"%s\",\"expiresAt\":\"tomorrow\"}",
                "{\"v\":1,\"sha256\":\"%s\",\"expiresAt\":null}",
                "{\"v\":1,\"sha256\":\"%s\",\"expiresAt\":\"2027-01-02\"}",
                "{\"v\":1,\"sha256\":\"%s0\",\"expiresAt\":\"2027-01-02T03:04:05Z\"}",
                "{\"v\":1,\"sha256\":[\"%s\"],\"expiresAt\":\"2027-01-02T03:04:05Z\"}",
                "{\"v\":1,\"sha256\":\"%s\",\"expiresAt\":\"2027-01-02T03:04:05Z\""
            })
    void isNoKeyOtherwise(String json) {
        assertThat(KeyRecord.parse(json.formatted(HEX))).isEmpty();
    }

    /** Times in whole seconds UTC are read by other code than the rest. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2027-01-02T03:04:05",
                "2028-02-29T23:59:59",
                "0000-01-01T00:00:00",
                "9999-12-31T23:59:59",
                "2027-02-29T00:00:00",
                "2027-02-30T00:00:00",
                "2027-00-01T00:00:00",
                "2027-13-01T00:00:00",
                "2027-01-00T00:00:00",
                "2027-01-32T00:00:00",
                "2027-01-01T24:00:00",
                "2027-01-01T00:60:00",
                "2027-01-01T00:00:60"
            })
    void aTimeIsReadTheSameInEveryForm(String time) {
        Optional<Instant> plain = end(time + "Z");
        assertThat(plain).isEqualTo(end(time + ".000Z")).isEqualTo(end(time + "+00:00"));
    }

    private static Optional<Instant> end(String time) {
        return KeyRecord.parse("{\"v\":1,\"sha256\":\"" + HEX + "\",\"expiresAt\":\"" + time + "\"}")
                .map(KeyRecord::expiresAt);
    }

    @Test
    void upperCaseDigitsAreNoHash() {
        assertThat(KeyHash.parse(HEX.toUpperCase(Locale.ROOT))).isEmpty();
    }

    @Test
    void noTextMakesItFail() {
        Random random = new Random(2);
        char[] good = new KeyRecord(new KeyHash(HEX), "a", Optional.of(CREATED.toString()), EXPIRES)
                .json()
                .toCharArray();
        for (int i = 0; i < 50_000; i++) {
            char[] text = good.clone();
            text[random.nextInt(text.length)] = (char) random.nextInt(128);
            text[random.nextInt(text.length)] = (char) random.nextInt(128);
            KeyRecord.parse(new String(text));
        }
    }

    @Test
    void endsAtItsEndAndNoLater() {
        KeyRecord key = new KeyRecord(new KeyHash(HEX), "", Optional.empty(), EXPIRES);
        assertThat(key.isExpired(EXPIRES.minusMillis(1))).isFalse();
        assertThat(key.isExpired(EXPIRES)).isTrue();
        assertThat(key.endingAt(CREATED).expiresAt()).isEqualTo(CREATED);
        assertThat(key.endingAt(EXPIRES.plusSeconds(1))).isEqualTo(key);
    }
}
