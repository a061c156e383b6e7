package dev.extendedtoken.keycloak.apikey.model;

import java.time.Duration;
import java.time.Instant;

/** Whether the end of a key is so near that its users should be told. */
public final class ExpiryWarning {

    /** For a lifetime of 150 days or more, and for one that is not known. */
    static final Duration LONGEST = Duration.ofDays(30);

    /** The last fifth of a shorter lifetime. */
    private static final int PARTS = 5;

    private ExpiryWarning() {}

    /**
     * @param key valid at this time; of a rotated key only the rest of its overlap is known, so that it counts as a long
     *     lifetime
     */
    public static boolean isDue(KeyRecord key, Instant now) {
        Duration left = Duration.between(now, key.expiresAt());
        // The lifetime is read only if it matters: most checks are of keys that live longer.
        return left.compareTo(LONGEST) <= 0 && left.compareTo(notice(key)) <= 0;
    }

    private static Duration notice(KeyRecord key) {
        if (key.isRotated()) {
            return LONGEST;
        }
        return key.lifetime()
                .map(life -> life.dividedBy(PARTS))
                .filter(part -> part.compareTo(LONGEST) < 0)
                .orElse(LONGEST);
    }
}
