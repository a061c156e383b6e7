package dev.extendedtoken.keycloak.apikey.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes the JSON of a {@link KeyRecord}. A member that is a number or a boolean is read as its text; one that is
 * an object or an array as an empty text: no value, but its name is there, and a key with any {@code revokedAt} is not valid.
 */
final class KeyRecordJson {

    private static final String VERSION = "1";
    private static final String ENDED_VERSION = "2";
    private static final String NO_VALUE = "";
    private static final JsonFactory JSON = new JsonFactory();

    private KeyRecordJson() {}

    /** Empty if the record has another version, or one of its members is missing or not valid. */
    static Optional<KeyRecord> read(String json) {
        try {
            return from(members(json));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<KeyRecord> from(Map<String, String> members) {
        Optional<KeyHash> hash = KeyHash.parse(members.get("sha256"));
        Optional<Instant> expiresAt = RecordTime.parse(members.get("expiresAt"));
        Optional<String> replacedBy = Optional.ofNullable(members.get("replacedBy"));
        Optional<Instant> revokedAt = RecordTime.parse(members.get("revokedAt"));
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
                members.put(name, parser.nextToken().isScalarValue() ? parser.getText() : NO_VALUE);
                parser.skipChildren();
            }
            return parser.currentToken() == JsonToken.END_OBJECT ? members : Map.of();
        }
    }

    static String write(KeyRecord key) {
        StringWriter json = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(json)) {
            generator.writeStartObject();
            generator.writeNumberField("v", Integer.parseInt(key.revokedAt().isPresent() ? ENDED_VERSION : VERSION));
            generator.writeStringField("sha256", key.hash().hex());
            generator.writeStringField("label", key.label());
            if (key.createdAt().isPresent()) {
                generator.writeStringField("createdAt", key.createdAt().get());
            }
            generator.writeStringField("expiresAt", key.expiresAt().toString());
            if (key.replacedBy().isPresent()) {
                generator.writeStringField("replacedBy", key.replacedBy().get());
            }
            if (key.revokedAt().isPresent()) {
                generator.writeStringField("revokedAt", key.revokedAt().get().toString());
            }
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory cannot fail", e);
        }
        return json.toString();
    }
}
