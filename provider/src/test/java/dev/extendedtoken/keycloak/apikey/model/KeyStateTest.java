package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an administrator is told about keys, and how many of them a client may have. */
class KeyStateTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant BEFORE = NOW.minusSeconds(60);
    private static final Instant LATER = NOW.plusSeconds(3600);
    private static final KeyHash HASH = new KeyHash("0123456789abcdef".repeat(4));
    private static final KeyHash NEXT = new KeyHash("f".repeat(64));
    private static final KeyRecord KEY = new KeyRecord(HASH, "", Optional.of(BEFORE.toString()), LATER);

    @ParameterizedTest
    @CsvSource({
        // how it came about, revoked beside the record, status, usable
        "made, false, active, true",
        "made, true, revoked, false",
        "expired, false, expired, false",
        "expired, true, revoked, false",
        "revoked, false, revoked, false",
        "revoked, true, revoked, false",
        "rotated with overlap, false, rotated, true",
        "rotated with overlap, true, rotated, false",
        "overlap over, false, rotated, false",
        "overlap over, true, rotated, false",
        "rotated at once, false, rotated, false",
        "rotated at once, true, rotated, false",
        "revoked in overlap, true, revoked, false",
        "revoked in overlap, false, revoked, false",
        "nonsense, false, unreadable, false",
    })
    void statusAndUse(String how, boolean revoked, String status, boolean usable) {
        KeyState key = state(how, revoked);
        assertThat(key.status().code()).isEqualTo(status);
        assertThat(key.isUsable()).isEqualTo(usable);
        assertThat(key.hasEnded()).isEqualTo(!usable && !how.equals("nonsense"));
    }

    private static KeyState state(String how, boolean revoked) {
        Optional<KeyRecord> record =
                switch (how) {
                    case "made" -> Optional.of(KEY);
                    case "expired" -> Optional.of(new KeyRecord(HASH, "", Optional.empty(), NOW));
                    case "revoked" -> Optional.of(KEY.revoked(BEFORE));
                    case "rotated with overlap" -> Optional.of(KEY.rotated(NEXT, Duration.ofSeconds(61), BEFORE));
                    case "overlap over" -> Optional.of(KEY.rotated(NEXT, Duration.ofSeconds(60), BEFORE));
                    case "rotated at once" -> Optional.of(KEY.rotated(NEXT, Duration.ZERO, BEFORE));
                    case "revoked in overlap" ->
                        Optional.of(KEY.rotated(NEXT, Duration.ofSeconds(30), BEFORE)
                                .revoked(BEFORE.plusSeconds(1)));
                    default -> Optional.empty();
                };
        return new KeyState(HASH.id(), record, revoked, NOW);
    }

    @ParameterizedTest
    @CsvSource({"-1, false", "0, true", "1, true"})
    void expiresUntil(int seconds, boolean found) {
        assertThat(state("made", false).expiresUntil(LATER.plusSeconds(seconds)))
                .isEqualTo(found);
        assertThat(state("made", true).expiresUntil(LATER.plusSeconds(seconds))).isFalse();
        assertThat(state("nonsense", false).expiresUntil(Instant.MAX)).isFalse();
    }

    @Test
    void areSortedByCreation() {
        List<KeyState> keys = new ArrayList<>(List.of(
                created("cc", "2026-01-01T00:00:00.100Z"),
                created("bb", "2026-01-01T00:00:00.200Z"),
                created("aa", "2026-01-02T01:00:00+02:00"),
                created("ee", "whenever"),
                created("dd", "whenever")));
        List<String> sorted = List.of("dd", "ee", "cc", "bb", "aa");
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(keys);
            assertThat(keys.stream().sorted(KeyState.BY_CREATION).map(KeyState::id))
                    .containsExactlyElementsOf(sorted);
        }
    }

    private static KeyState created(String id, String createdAt) {
        return new KeyState(id, Optional.of(new KeyRecord(HASH, "", Optional.of(createdAt), LATER)), false, NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "99, 0, 0, true",
        "100, 0, 0, false",
        "99, 1, 0, false",
        "99, 0, 100, true",
        "100, 0, 100, false",
        "0, 100, 0, false"
    })
    void endedKeysDoNotCount(int live, int unreadable, int ended, boolean room) {
        List<KeyState> keys = Stream.of(many(live, "made"), many(unreadable, "nonsense"), many(ended, "revoked"))
                .flatMap(List::stream)
                .toList();
        assertThat(new KeyQuota(keys).hasRoom()).isEqualTo(room);
        assertThat(new KeyQuota(keys).surplus()).isEmpty();
    }

    private static List<KeyState> many(int count, String how) {
        return IntStream.range(0, count).mapToObj(i -> state(how, false)).toList();
    }

    @Test
    void expiredKeysGoFirstThenThoseThatEndedFirst() {
        List<KeyState> keys = new ArrayList<>(many(100, "made"));
        for (int i = 0; i < 98; i++) {
            keys.add(new KeyState("recent " + i, Optional.of(KEY.revoked(BEFORE)), true, NOW));
        }
        keys.add(ended("revoked long ago", KEY.revoked(BEFORE.minusSeconds(7))));
        keys.add(ended("rotated long ago", KEY.rotated(NEXT, Duration.ZERO, BEFORE.minusSeconds(8))));
        assertThat(new KeyQuota(keys).surplus()).isEmpty();

        keys.add(ended("expired", new KeyRecord(HASH, "", Optional.empty(), NOW)));
        assertThat(new KeyQuota(keys).surplus()).extracting(KeyState::id).containsExactly("expired");
        keys.add(ended("expired before", new KeyRecord(HASH, "", Optional.empty(), BEFORE)));
        keys.add(ended("expired, revoked", KEY.revoked(BEFORE).revoked(NOW)));
        assertThat(new KeyQuota(keys).surplus())
                .extracting(KeyState::id)
                .containsExactly("expired before", "expired", "rotated long ago");
    }

    private static KeyState ended(String id, KeyRecord record) {
        return new KeyState(id, Optional.of(record), false, NOW);
    }
}
