package dev.extendedtoken.keycloak.apikey.model;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The check of the API key that a client has sent. Every outcome does the same work: one hash, one lookup, one parsed
 * record, one comparison, one lookup of revocations. So the response time does not depend on the outcome.
 *
 * @param outcome for events and counters, never for the error response
 * @param id the key's id; empty if the sent text is not known to be an API key, because it may be a password
 * @param endsSoon when the key expires, if it is accepted and that is soon: {@link ExpiryWarning}
 */
public record KeyCheck(Outcome outcome, Optional<String> id, Optional<Instant> endsSoon) {

    /** Replaces the hash of a missing record. No text with this hash is known. */
    private static final KeyHash UNKNOWN_HASH = new KeyHash("0".repeat(64));

    private static final String UNKNOWN_RECORD =
            new KeyRecord(UNKNOWN_HASH, "nobody's", Optional.of(Instant.EPOCH.toString()), Instant.EPOCH).json();

    /** Replaces a text that cannot be a key. */
    private static final ApiKey UNKNOWN_KEY = ApiKey.generate(new byte[32]);

    /** A check without a warning. */
    KeyCheck(Outcome outcome, Optional<String> id) {
        this(outcome, id, Optional.empty());
    }

    public enum Outcome {
        ACCEPTED,
        /** The header is missing or empty. */
        MISSING,
        /** The header was sent more than once. */
        REPEATED,
        /** The text cannot be a key. */
        MALFORMED,
        /** Not a key of this client; it may be a key of another client. */
        UNKNOWN,
        EXPIRED,
        /** Revoked, or rotated and its overlap has ended. */
        REVOKED;

        /** The text in events and counters. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param sent all values of the header
     * @param records returns the client's stored record for a key id, or null
     * @param revoked whether the key is revoked, independent of its record
     */
    public static KeyCheck forHeader(
            List<String> sent, Function<String, String> records, Predicate<KeyHash> revoked, Instant now) {
        Optional<ApiKey> key = sent.size() == 1 ? ApiKey.parse(sent.get(0)) : Optional.empty();
        ApiKey checked = key.orElse(UNKNOWN_KEY);
        KeyHash hash = checked.hash();
        Optional<KeyRecord> stored =
                KeyRecord.parse(Optional.ofNullable(records.apply(hash.id())).orElse(UNKNOWN_RECORD));
        boolean matches = hash.matches(stored.map(KeyRecord::hash).orElse(UNKNOWN_HASH));
        boolean isRevoked = revoked.test(hash);
        Outcome outcome = key.isEmpty() ? unusable(sent) : outcome(matches, isRevoked, stored, now);
        boolean isKey = checked.isGenerated() || matches || isRevoked;
        return new KeyCheck(
                outcome,
                key.filter(sentOne -> isKey).map(sentOne -> hash.id()),
                stored.filter(record -> outcome == Outcome.ACCEPTED && ExpiryWarning.isDue(record, now))
                        .map(KeyRecord::expiresAt));
    }

    private static Outcome unusable(List<String> sent) {
        if (sent.size() > 1) {
            return Outcome.REPEATED;
        }
        return sent.isEmpty() || sent.get(0).isEmpty() ? Outcome.MISSING : Outcome.MALFORMED;
    }

    private static Outcome outcome(boolean matches, boolean revoked, Optional<KeyRecord> stored, Instant now) {
        if (revoked) {
            return Outcome.REVOKED;
        }
        if (!matches) {
            return Outcome.UNKNOWN;
        }
        KeyRecord record = stored.orElseThrow();
        if (record.revokedAt().isPresent() || record.isRotated() && record.isExpired(now)) {
            return Outcome.REVOKED;
        }
        return record.isExpired(now) ? Outcome.EXPIRED : Outcome.ACCEPTED;
    }

    public boolean isAccepted() {
        return outcome == Outcome.ACCEPTED;
    }
}
