package dev.extendedtoken.keycloak.apikey.model;

import java.time.Duration;
import java.util.Optional;

/**
 * The lifetimes that new keys may have.
 *
 * @param longest in whole seconds; ten years, or less by a client policy
 */
public record KeyLifetime(Duration longest) {

    /** Ten years. */
    public static final Duration LIMIT = Duration.ofDays(3650);

    private static final Duration DEFAULT = Duration.ofDays(365);

    public KeyLifetime {
        longest = longest.compareTo(LIMIT) > 0 ? LIMIT : longest;
    }

    public boolean permits(Duration lifetime) {
        return lifetime.compareTo(longest) <= 0;
    }

    /** The lifetime if the request names none: that of the key that is rotated, else a year, and no more than is allowed. */
    public Duration standard(Optional<KeyRecord> rotated) {
        Duration standard = rotated.flatMap(KeyRecord::lifetime).orElse(DEFAULT);
        return permits(standard) ? standard : longest;
    }
}
