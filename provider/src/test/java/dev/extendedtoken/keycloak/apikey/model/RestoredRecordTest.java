package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of a record that a save has brought back for a key that was revoked or rotated. */
class RestoredRecordTest {

    private static final Instant CREATED = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant ENDED = CREATED.plusSeconds(60);
    private static final Instant NOW = CREATED.plusSeconds(600);
    private static final KeyHash HASH = new KeyHash("0123456789abcdef".repeat(4));
    private static final KeyHash NEXT = new KeyHash("f".repeat(64));
    private static final KeyRecord STALE =
            new KeyRecord(HASH, "a", Optional.of(CREATED.toString()), CREATED.plusSeconds(3600));
    private static final KeyRecord REVOKED = STALE.revoked(ENDED);
    private static final KeyRecord AT_ONCE = STALE.rotated(NEXT, Duration.ZERO, ENDED);
    private static final KeyRecord IN_OVERLAP = STALE.rotated(NEXT, Duration.ofSeconds(900), ENDED);
    private static final KeyRecord OVERLAP_OVER = STALE.rotated(NEXT, Duration.ofSeconds(300), ENDED);

    @Test
    void whatTheRecordSaidBeforeIsTakenAgain() {
        assertThat(correction(STALE, true, REVOKED)).contains(REVOKED);
        assertThat(correction(STALE, true, AT_ONCE)).contains(AT_ONCE);
        assertThat(correction(STALE, false, IN_OVERLAP)).contains(IN_OVERLAP);
        assertThat(correction(STALE, true, OVERLAP_OVER)).contains(OVERLAP_OVER);
        assertThat(correction(IN_OVERLAP, true, IN_OVERLAP.revoked(NOW))).contains(IN_OVERLAP.revoked(NOW));
    }

    /** The client was deleted meanwhile. */
    @Test
    void withoutThatItIsRevokedNow() {
        assertThat(correction(STALE, true, null)).contains(STALE.revoked(NOW));
        assertThat(correction(STALE, false, null)).contains(STALE.revoked(NOW));
    }

    /** What releases before have left, which wrote neither member. */
    @Test
    void aRecordOfAnEarlierReleaseIsRevokedNow() {
        assertThat(correction(STALE, true, STALE)).contains(STALE.revoked(NOW));
        KeyRecord shortened = new KeyRecord(HASH, "a", STALE.createdAt(), NOW.plusSeconds(60));
        assertThat(correction(STALE, false, shortened)).contains(shortened);
        assertThat(correction(STALE, true, shortened)).contains(shortened.revoked(NOW));
    }

    @Test
    void aRecordThatSaysSoStays() {
        assertThat(correction(REVOKED, true, null)).isEmpty();
        assertThat(correction(REVOKED.revoked(NOW), true, REVOKED)).isEmpty();
        assertThat(correction(AT_ONCE, true, AT_ONCE)).isEmpty();
        assertThat(correction(IN_OVERLAP, false, IN_OVERLAP)).isEmpty();
        assertThat(correction(IN_OVERLAP, false, null)).isEmpty();
        assertThat(correction(OVERLAP_OVER, true, null)).isEmpty();
        assertThat(correction(STALE, false, STALE)).isEmpty();
        KeyRecord expired = new KeyRecord(HASH, "", Optional.empty(), NOW);
        assertThat(correction(expired, true, REVOKED)).isEmpty();
    }

    @Test
    void aRevocationCountsDuringAnOverlap() {
        assertThat(correction(IN_OVERLAP, true, null)).contains(IN_OVERLAP.revoked(NOW));
        assertThat(correction(IN_OVERLAP, true, IN_OVERLAP)).contains(IN_OVERLAP.revoked(NOW));
    }

    private static Optional<KeyRecord> correction(KeyRecord written, boolean revoked, KeyRecord committed) {
        return new RestoredRecord(written, revoked, Optional.ofNullable(committed)).correction(NOW);
    }
}
