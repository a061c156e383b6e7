package dev.extendedtoken.keycloak.apikey.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times of a {@link KeyRecord}: ISO 8601 with an offset. Most have whole seconds of UTC. These are read by hand, because
 * {@link OffsetDateTime#parse} takes as long as the rest of a check.
 */
final class RecordTime {

    private static final Pattern UTC_SECONDS =
            Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z");

    private RecordTime() {}

    /** @return empty if the text is null or no such time */
    static Optional<Instant> parse(String text) {
        try {
            return Optional.ofNullable(text).map(RecordTime::parsed);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant parsed(String text) {
        Matcher utc = UTC_SECONDS.matcher(text);
        if (!utc.matches()) {
            // In UTC: a date at the end of time may have no year there, and could not be written again.
            return OffsetDateTime.parse(text)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toInstant();
        }
        return LocalDateTime.of(
                        number(utc, 1), number(utc, 2), number(utc, 3), number(utc, 4), number(utc, 5), number(utc, 6))
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
