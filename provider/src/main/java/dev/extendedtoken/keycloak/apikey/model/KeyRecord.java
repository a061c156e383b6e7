package dev.extendedtoken.keycloak.apikey.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final String VERSION = "1";
    private static final String ENDED_VERSION = "2";
    private static final Pattern UTC_SECONDS =
            Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z");
    private static final JsonFactory JSON = new JsonFactory();

    /** A key that was neither rotated nor revoked. */
    public KeyRecord(KeyHash hash, String label, Optional<String> createdAt, Instant expiresAt) {
        this(hash, label, createdAt, expiresAt, Optional.empty(), Optional.empty());
    }

    /** Reads a stored record; empty if it has another version, or one of its members is missing or not valid. */
    public static Optional<KeyRecord> parse(String json) {
        try {
            return parse(members(json));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<KeyRecord> parse(Map<String, String> members) {
        Optional<KeyHash> hash = KeyHash.parse(members.get("sha256"));
        Optional<Instant> expiresAt = instant(members.get("expiresAt"));
        Optional<String> replacedBy = Optional.ofNullable(members.get("replacedBy"));
        Optional<Instant> revokedAt = instant(members.get("revokedAt"));
        boolean known = VERSION.equals(members.get("v")) && revokedAt.isPresent() == members.containsKey("revokedAt")
                || ENDED_VERSION.equals(members.get("v")) && revokedAt.isPresent();
        if (!known || hash.isEmpty() || expiresAt.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new KeyRecord(
                hash.get(),
                members.getOrDefault("label", ""),
                Optional.ofNullable(members.get("createdAt")),
                expiresAt.get(),
                replacedBy,
                revokedAt));
    }

    private static Map<String, String> members(String json) throws IOException {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return members;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                if (parser.nextToken().isScalarValue()) {
                    members.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT ? members : Map.of();
        }
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.ofNullable(text).map(KeyRecord::parseInstant);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Most records have whole seconds of UTC. They are read by hand, because {@link OffsetDateTime#parse} takes as long as
     * the rest of a check.
     */
    private static Instant parseInstant(String text) {
        Matcher utc = UTC_SECONDS.matcher(text);
        if (!utc.matches()) {
            return OffsetDateTime.parse(text).toInstant();
        }
        return LocalDateTime.of(
                        number(utc, 1), number(utc, 2), number(utc, 3), number(utc, 4), number(utc, 5), number(utc, 6))
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    /** The record as it is stored. */
    public String json() {
        StringWriter json = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            generator.writeStartObject();
            generator.writeNumberField("v", Integer.parseInt(revokedAt.isPresent() ? ENDED_VERSION : VERSION));
            generator.writeStringField("sha256", hash.hex());
            generator.writeStringField("label", label);
            if (createdAt.isPresent()) {
                generator.writeStringField("createdAt", createdAt.get());
            }
            generator.writeStringField("expiresAt", expiresAt.toString());
            if (replacedBy.isPresent()) {
                generator.writeStringField("replacedBy", replacedBy.get());
            }
            if (revokedAt.isPresent()) {
                generator.writeStringField("revokedAt", revokedAt.get().toString());
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        }
        return json.toString();
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** When the key was created; empty if the record does not say, or not in ISO 8601. */
    public Optional<Instant> created() {
        return instant(createdAt.orElse(null));
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
