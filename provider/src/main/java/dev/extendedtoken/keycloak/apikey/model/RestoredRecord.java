package dev.extendedtoken.keycloak.apikey.model;

import java.time.Instant;
import java.util.Optional;

/**
 * A record that a save or an import has written for a key that was revoked or rotated on this server.
 *
 * @param written the record as it was written
 * @param revoked whether the key is no longer valid
 * @param committed the record before the save; empty if the client did not exist or had none
 */
public record RestoredRecord(KeyRecord written, boolean revoked, Optional<KeyRecord> committed) {

    /**
     * The record that says that the key has ended, or when it will; empty if the written one says so.
     *
     * <p>What the record said before is known and is taken again. If it is not known, because the client was deleted
     * meanwhile, the rest of an overlap is lost: nothing else says when it ends.
     */
    public Optional<KeyRecord> correction(Instant now) {
        if (written.revokedAt().isPresent() || written.isExpired(now)) {
            return Optional.empty();
        }
        KeyRecord known = committed.filter(this::endsEarlier).orElse(written);
        boolean unknownEnd = committed.isEmpty() && !written.isRotated();
        KeyRecord corrected = (revoked || unknownEnd) && !known.isExpired(now) ? known.revoked(now) : known;
        return corrected.equals(written) ? Optional.empty() : Optional.of(corrected);
    }

    private boolean endsEarlier(KeyRecord before) {
        return before.revokedAt().isPresent()
                || before.isRotated() && !written.isRotated()
                || before.expiresAt().isBefore(written.expiresAt());
    }
}
