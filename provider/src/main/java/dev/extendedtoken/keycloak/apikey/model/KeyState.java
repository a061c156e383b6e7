package dev.extendedtoken.keycloak.apikey.model;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A stored key at one time.
 *
 * @param record empty if it cannot be read; then no key matches it
 * @param revoked whether the key is revoked, whatever its record says
 * @param now the time
 */
public record KeyState(String id, Optional<KeyRecord> record, boolean revoked, Instant now) {

    /** By creation; keys whose record does not say when that was come first, and are sorted by id. */
    public static final Comparator<KeyState> BY_CREATION =
            Comparator.comparing(KeyState::created).thenComparing(KeyState::id);

    /** By expiry. */
    public static final Comparator<KeyState> BY_EXPIRY =
            Comparator.comparing(KeyState::expiry).thenComparing(KeyState::id);

    /** A key that was rotated and is revoked during its overlap is revoked; one without an overlap was only rotated. */
    public KeyStatus status() {
        return record.map(this::status).orElse(KeyStatus.UNREADABLE);
    }

    private KeyStatus status(KeyRecord key) {
        if (key.revokedAt().filter(key.expiresAt()::isAfter).isPresent()) {
            return KeyStatus.REVOKED;
        }
        if (key.isRotated()) {
            return KeyStatus.ROTATED;
        }
        if (revoked || key.revokedAt().isPresent()) {
            return KeyStatus.REVOKED;
        }
        return key.isExpired(now) ? KeyStatus.EXPIRED : KeyStatus.ACTIVE;
    }

    /** Whether the client can use the key. */
    public boolean isUsable() {
        return !revoked
                && record.filter(key -> key.revokedAt().isEmpty() && !key.isExpired(now))
                        .isPresent();
    }

    /** Whether the key was valid and is not any more. */
    public boolean hasEnded() {
        return record.isPresent() && !isUsable();
    }

    /** Whether the client can use the key, and it expires until then. */
    public boolean expiresUntil(Instant end) {
        return isUsable() && !expiry().isAfter(end);
    }

    /** When the key has ended; of an unreadable record, never. */
    Instant end() {
        return record.flatMap(KeyRecord::revokedAt).orElseGet(this::expiry);
    }

    /** Whether the record tells no more than that the key has expired. */
    boolean isOnlyExpired() {
        return record.filter(key -> key.isExpired(now) && !key.isRotated()).isPresent();
    }

    private Instant created() {
        return record.flatMap(KeyRecord::created).orElse(Instant.MIN);
    }

    private Instant expiry() {
        return record.map(KeyRecord::expiresAt).orElse(Instant.MAX);
    }
}
