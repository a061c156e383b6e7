package dev.extendedtoken.keycloak.apikey.model;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The lifetimes that new keys may have.
 *
 * @param longest in whole seconds; ten years, or less by a client policy
 */
public record KeyLifetime(Duration longest) {

    /** Ten years. */
    public static final Duration LIMIT = Duration.ofDays(3650);

    private static final Duration DEFAULT = Duration.ofDays(365);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

    public KeyLifetime {
        longest = longest.compareTo(LIMIT) > 0 ? LIMIT : longest;
    }

    /** Reads a number of seconds; empty if it is not a whole number from 0 to {@link #LIMIT}. */
    public static Optional<Duration> parseSeconds(String text) {
        return Optional.of(text)
                .filter(digits -> SECONDS.matcher(digits).matches())
                .map(digits -> Duration.ofSeconds(Long.parseLong(digits)))
                .filter(time -> time.compareTo(LIMIT) <= 0);
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
