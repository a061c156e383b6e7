package dev.extendedtoken.keycloak.apikey.model;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The value of a client's attribute {@code api-key.<id>}:
 * {@code {"v":1,"sha256":"...","label":"...","createdAt":"...","expiresAt":"...","replacedBy":"...","revokedAt":"..."}}. An
 * administrator may write it by hand; {@code v}, {@code sha256} and {@code expiresAt} are required.
 *
 * <p>A record with {@code revokedAt} is version 2: releases that do not know that member cannot read the record, so that
 * they refuse the key. All others are version 1.
 *
 * @param label a text for administrators; may be empty
 * @param createdAt the text of the record, for administrators; empty if the record has none
 * @param expiresAt the key is valid before this time
 * @param replacedBy the id of the key that replaces this one; empty if it was not rotated
 * @param revokedAt when the key was revoked, or rotated without an overlap; the key is not valid, whatever the time
 */
public record KeyRecord(
        KeyHash hash,
        String label,
        Optional<String> createdAt,
        Instant expiresAt,
        Optional<String> replacedBy,
        Optional<Instant> revokedAt) {

    /** A key that was neither rotated nor revoked. */
    public KeyRecord(KeyHash hash, String label, Optional<String> createdAt, Instant expiresAt) {
        this(hash, label, createdAt, expiresAt, Optional.empty(), Optional.empty());
    }

    /** Reads a stored record; empty if it has another version, or one of its members is missing or not valid. */
    public static Optional<KeyRecord> parse(String json) {
        return KeyRecordJson.read(json);
    }

    /** The record as it is stored. */
    public String json() {
        return KeyRecordJson.write(this);
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** When the key was created; empty if the record does not say, or not in ISO 8601. */
    public Optional<Instant> created() {
        return createdAt.flatMap(RecordTime::parse);
    }

    /** The time in whole seconds from the creation to the expiry; empty if the record does not say when it was created. */
    public Optional<Duration> lifetime() {
        return created()
                .map(created -> Duration.between(created.truncatedTo(ChronoUnit.SECONDS), expiresAt))
                .map(life -> Duration.ofSeconds(life.toSeconds()))
                .filter(life -> !life.isNegative() && !life.isZero());
    }

    /** Whether the record itself says that another key has replaced this one, or will after an overlap. */
    public boolean isRotated() {
        return replacedBy.isPresent();
    }

    /**
     * The same key, replaced by another one.
     *
     * @param overlap zero ends this key at once; longer than the key lives changes nothing but the successor
     */
    public KeyRecord rotated(KeyHash successor, Duration overlap, Instant now) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        // Not before the revocation entry of the overlap ends, which counts from a fraction of a second.
        Instant end = overlap.isZero() || second.equals(now)
                ? second.plus(overlap)
                : second.plus(overlap).plusSeconds(1);
        return new KeyRecord(
                hash,
                label,
                createdAt,
                end.isBefore(expiresAt) ? end : expiresAt,
                Optional.of(successor.id()),
                overlap.isZero() ? Optional.of(second) : revokedAt);
    }

    /** The same key, revoked. The time of an earlier revocation stays. */
    public KeyRecord revoked(Instant now) {
        return revokedAt.isPresent()
                ? this
                : new KeyRecord(
                        hash,
                        label,
                        createdAt,
                        expiresAt,
                        replacedBy,
                        Optional.of(now.truncatedTo(ChronoUnit.SECONDS)));
    }
}
