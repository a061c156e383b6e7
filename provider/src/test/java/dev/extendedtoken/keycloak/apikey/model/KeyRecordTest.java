package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
                "{\"v\":1,\"sha256\":\"%s\",\"expiresAt\":\"2027-01-02T03:04:05Z\"",
                "{\"v\":1,\"sha256\":\"%s\",\"expiresAt\":\"2027-01-02T03:04:05Z\",\"revokedAt\":{}}",
                "{\"v\":1,\"sha256\":\"%s\",\"expiresAt\":\"2027-01-02T03:04:05Z\",\"revokedAt\":[\"2026-01-02T03:04:05Z\"]}",
                "{\"v\":2,\"sha256\":\"%s\",\"expiresAt\":\"2027-01-02T03:04:05Z\",\"revokedAt\":null}",
                "{\"v\":1,\"sha256\":\"%s\",\"expiresAt\":\"+999999999-12-31T23:59:59-18:00\"}",
                "{\"v\":1,\"sha256\":\"%s\",\"expiresAt\":\"-999999999-01-01T00:00:00+18:00\"}"
            })
    void isNoKeyOtherwise(String json) {
        assertThat(KeyRecord.parse(json.formatted(HEX))).isEmpty();
    }

    /** Whatever replaces the key, something does: it lives no longer than its overlap. */
    @Test
    void aKeyThatIsReplacedByNoTextIsReplaced() {
        Optional<KeyRecord> record = KeyRecord.parse("{\"v\":1,\"sha256\":\"" + HEX
                + "\",\"expiresAt\":\"2027-01-02T03:04:05Z\",\"replacedBy\":{\"id\":\"f\"}}");
        assertThat(record).hasValueSatisfying(key -> assertThat(key.isRotated()).isTrue());
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
    }

    @Test
    void anEndedKeyIsAnotherVersion() {
        KeyRecord key = new KeyRecord(new KeyHash(HEX), "a", Optional.of(CREATED.toString()), EXPIRES);
        KeyRecord revoked = key.revoked(CREATED.plusMillis(1_500));

        assertThat(revoked.json())
                .isEqualTo("{\"v\":2,\"sha256\":\"" + HEX + "\",\"label\":\"a\","
                        + "\"createdAt\":\"2026-01-02T03:04:05Z\",\"expiresAt\":\"2027-01-02T03:04:05Z\","
                        + "\"revokedAt\":\"2026-01-02T03:04:06Z\"}");
        assertThat(KeyRecord.parse(revoked.json())).contains(revoked);
        assertThat(revoked.revoked(EXPIRES)).isEqualTo(revoked);
    }

    /** The release before reads it, because its end stands where that release looks for it. */
    @Test
    void aRotatedKeyEndsAfterItsOverlap() {
        KeyRecord key = new KeyRecord(new KeyHash(HEX), "a", Optional.empty(), EXPIRES);
        KeyHash next = new KeyHash("f".repeat(64));
        KeyRecord rotated = key.rotated(next, Duration.ofSeconds(60), CREATED);

        assertThat(rotated.json())
                .isEqualTo("{\"v\":1,\"sha256\":\"" + HEX + "\",\"label\":\"a\","
                        + "\"expiresAt\":\"2026-01-02T03:05:05Z\",\"replacedBy\":\"ffffffffffffffff\"}");
        assertThat(KeyRecord.parse(rotated.json())).contains(rotated);
        assertThat(rotated.isRotated()).isTrue();
        assertThat(key.rotated(next, Duration.ofSeconds(60), CREATED.plusMillis(1))
                        .expiresAt())
                .isEqualTo(CREATED.plusSeconds(61));
        assertThat(key.rotated(next, Duration.ofDays(3650), CREATED).expiresAt())
                .isEqualTo(EXPIRES);
    }

    @Test
    void aKeyRotatedWithoutOverlapEndsAtOnce() {
        KeyRecord rotated = new KeyRecord(new KeyHash(HEX), "a", Optional.empty(), EXPIRES)
                .rotated(new KeyHash("f".repeat(64)), Duration.ZERO, CREATED.plusMillis(999));

        assertThat(rotated.revokedAt()).contains(CREATED);
        assertThat(rotated.expiresAt()).isEqualTo(CREATED);
        assertThat(rotated.json()).contains("\"v\":2").contains("\"replacedBy\":\"ffffffffffffffff\"");
    }

    /** By hand. What is written wrongly ends the key. */
    @ParameterizedTest
    @CsvSource({
        "1, 2026-03-02T03:04:05Z, true",
        "2, 2026-03-02T03:04:05+02:00, true",
        "1, yesterday, false",
        "2, yesterday, false",
        "3, 2026-03-02T03:04:05Z, false"
    })
    void aRevocationWrittenByHand(String version, String revokedAt, boolean readable) {
        Optional<KeyRecord> record = KeyRecord.parse("{\"v\":" + version + ",\"sha256\":\"" + HEX
                + "\",\"expiresAt\":\"2027-01-02T03:04:05Z\",\"revokedAt\":\"" + revokedAt + "\"}");
        assertThat(record.isPresent()).isEqualTo(readable);
        assertThat(record.flatMap(KeyRecord::revokedAt).isPresent()).isEqualTo(readable);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z, 365",
        "2026-01-02T03:04:05.999Z, 365",
        "2026-12-31T03:04:05Z, 2",
        "2027-01-02T03:04:05Z, ",
        "2028-01-02T03:04:05Z, ",
        "last year, "
    })
    void lifetime(String createdAt, Integer days) {
        KeyRecord key = new KeyRecord(new KeyHash(HEX), "", Optional.of(createdAt), EXPIRES);
        assertThat(key.lifetime()).isEqualTo(Optional.ofNullable(days).map(Duration::ofDays));
        assertThat(new KeyRecord(new KeyHash(HEX), "", Optional.empty(), EXPIRES).lifetime())
                .isEmpty();
    }
}
