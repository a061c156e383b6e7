package dev.extendedtoken.keycloak.apikey.model;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Whether what a client sent is a key of its own. Every outcome takes the same way: one hash, one look-up, one record
 * read, one comparison, one question to the revocations, so that the time it takes tells a stranger nothing.
 *
 * @param outcome for the event and the counters, never for the answer
 * @param id of the key, where that is known to be one: a stranger's text may be his password
 */
public record KeyCheck(Outcome outcome, Optional<String> id) {

    /** Stands in where no record is found. Nobody knows a text with this hash. */
    private static final KeyHash UNKNOWN_HASH = new KeyHash("0".repeat(64));

    private static final String UNKNOWN_RECORD =
            new KeyRecord(UNKNOWN_HASH, "nobody's", Optional.of(Instant.EPOCH.toString()), Instant.EPOCH).json();

    /** Stands in for what could be no key. */
    private static final ApiKey UNKNOWN_KEY = ApiKey.of(BigInteger.ZERO);

    /** How a check ended. */
    public enum Outcome {
        ACCEPTED,
        /** The header was not sent, or is empty. */
        MISSING,
        /** The header was sent more than once. */
        REPEATED,
        /** No text that could be a key. */
        MALFORMED,
        /** No key of this client; perhaps another client's. */
        UNKNOWN,
        EXPIRED,
        /** Revoked, or rotated out and its overlap over. */
        REVOKED;

        /** As it stands in events and counters. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param sent every value of the header
     * @param records the client's stored record by key id; null if there is none
     * @param revoked whether that key has been revoked, whatever its record says
     */
    public static KeyCheck of(
            List<String> sent, Function<String, String> records, Predicate<KeyHash> revoked, Instant now) {
        Optional<ApiKey> key = sent.size() == 1 ? ApiKey.parse(sent.get(0)) : Optional.empty();
        ApiKey looked = key.orElse(UNKNOWN_KEY);
        KeyHash hash = looked.hash();
        Optional<KeyRecord> stored =
                KeyRecord.parse(Optional.ofNullable(records.apply(hash.id())).orElse(UNKNOWN_RECORD));
        boolean matches = hash.matches(stored.map(KeyRecord::hash).orElse(UNKNOWN_HASH));
        boolean isRevoked = revoked.test(hash);
        Outcome outcome = key.isEmpty() ? unusable(sent) : outcome(matches, isRevoked, stored, now);
        boolean isKey = looked.isOurs() || matches || isRevoked;
        return new KeyCheck(outcome, key.filter(sentOne -> isKey).map(sentOne -> hash.id()));
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
        return stored.orElseThrow().isExpired(now) ? Outcome.EXPIRED : Outcome.ACCEPTED;
    }

    public boolean isAccepted() {
        return outcome == Outcome.ACCEPTED;
    }
}
