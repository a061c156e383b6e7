package dev.extendedtoken.keycloak.apikey.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.util.JsonSerialization;

/**
 * The body of a request about a key: a JSON object, or nothing at all. Whatever is wrong with it is a 400 that names
 * the member and what it may be, and never tells its value.
 */
final class KeyRequest {

    static final String LABEL = "label";
    static final String EXPIRES_IN = "expiresIn";
    static final String OVERLAP = "overlap";
    static final String KEY = "key";

    /** Ten years. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

    private static final Duration DEFAULT_LIFE = Duration.ofDays(365);
    private static final int LONGEST_LABEL = 255;
    private static final int LARGEST_BODY = 16 * 1024;
    private static final ObjectReader STRICT = JsonSerialization.mapper
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final JsonNode body;

    private KeyRequest(JsonNode body) {
        this.body = body;
    }

    /**
     * @param members that this request knows
     * @throws ErrorResponseException 400
     */
    static KeyRequest read(InputStream stream, Set<String> members) {
        JsonNode body = parse(stream);
        if (!body.isObject()) {
            throw bad("The body must be a JSON object");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!members.contains(name)) {
                throw bad("The body may have the members "
                        + String.join(", ", members.stream().sorted().toList()) + " and no others");
            }
        });
        return new KeyRequest(body);
    }

    private static JsonNode parse(InputStream stream) {
        try {
            byte[] bytes = stream.readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                throw bad("The body must not have more than " + LARGEST_BODY + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8).isBlank()
                    ? JsonSerialization.createObjectNode()
                    : STRICT.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw bad("The body must be one JSON object");
        } catch (IOException e) {
            throw bad("The body ended before it was complete; send it again");
        }
    }

    /** Empty where none is given. */
    Optional<String> label() {
        return text(LABEL, "a string of at most " + LONGEST_LABEL + " characters without control characters")
                .map(label -> {
                    if (label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl)) {
                        throw bad("'" + LABEL + "' must be a string of at most " + LONGEST_LABEL
                                + " characters without control characters");
                    }
                    return label;
                });
    }

    /** A key that the partner holds already. */
    Optional<ApiKey> key() {
        String wanted = "32 to 512 visible ASCII characters, and random";
        return text(KEY, wanted)
                .map(text -> ApiKey.parse(text).orElseThrow(() -> bad("'" + KEY + "' must be " + wanted)));
    }

    /** How long the key lives: 365 days where nothing is given. */
    Duration expiresIn() {
        return seconds(EXPIRES_IN, 1).orElse(DEFAULT_LIFE);
    }

    /** How long the old key goes on: not at all where nothing is given. */
    Duration overlap() {
        return seconds(OVERLAP, 0).orElse(Duration.ZERO);
    }

    private Optional<Duration> seconds(String name, long least) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > LONGEST_LIFE.toSeconds()) {
            throw bad("'" + name + "' must be a whole number of seconds from " + least + " to "
                    + LONGEST_LIFE.toSeconds());
        }
        return Optional.of(Duration.ofSeconds(value.longValue()));
    }

    private Optional<String> text(String name, String wanted) {
        JsonNode value = body.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw bad("'" + name + "' must be " + wanted);
        }
        return Optional.of(value.textValue());
    }

    private static ErrorResponseException bad(String message) {
        return ErrorResponse.error(message, Response.Status.BAD_REQUEST);
    }
}
