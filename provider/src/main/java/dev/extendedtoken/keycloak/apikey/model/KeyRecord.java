package dev.extendedtoken.keycloak.apikey.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a client's attribute {@code api-key.<id>}:
 * {@code {"v":1,"sha256":"...","label":"...","createdAt":"...","expiresAt":"..."}}. An administrator may write it by hand;
 * {@code v}, {@code sha256} and {@code expiresAt} are required.
 *
 * @param label a text for administrators; may be empty
 * @param createdAt the text of the record, for administrators; empty if the record has none
 * @param expiresAt the key is valid before this time
 */
public record KeyRecord(KeyHash hash, String label, Optional<String> createdAt, Instant expiresAt) {

    private static final String VERSION = "1";
    private static final Pattern UTC_SECONDS =
            Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})Z");
    private static final JsonFactory JSON = new JsonFactory();

    /** Reads a stored record; empty if it has another version, or a required member is missing or not valid. */
    public static Optional<KeyRecord> parse(String json) {
        try {
            Map<String, String> members = members(json);
            if (!VERSION.equals(members.get("v"))) {
                return Optional.empty();
            }
            Optional<Instant> expiresAt = instant(members.get("expiresAt"));
            return KeyHash.parse(members.get("sha256"))
                    .flatMap(hash -> expiresAt.map(end -> new KeyRecord(
                            hash,
                            members.getOrDefault("label", ""),
                            Optional.ofNullable(members.get("createdAt")),
                            end)));
        } catch (IOException e) {
            return Optional.empty();
        }
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
            generator.writeNumberField("v", 1);
            generator.writeStringField("sha256", hash.hex());
            generator.writeStringField("label", label);
            if (createdAt.isPresent()) {
                generator.writeStringField("createdAt", createdAt.get());
            }
            generator.writeStringField("expiresAt", expiresAt.toString());
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        }
        return json.toString();
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** The same key with an earlier expiry; a later one changes nothing. */
    public KeyRecord endingAt(Instant end) {
        return end.isBefore(expiresAt) ? new KeyRecord(hash, label, createdAt, end) : this;
    }
}
