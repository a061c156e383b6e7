package dev.extendedtoken.keycloak.apikey.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Optional;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;

/**
 * The members of a request about a key. A value that is not valid is a 400 whose message names the member and its valid
 * values, and does not contain the value.
 *
 * @param body a JSON object
 */
record KeyRequest(JsonNode body) {

    static final String LABEL = "label";
    static final String EXPIRES_IN = "expiresIn";
    static final String OVERLAP = "overlap";
    static final String KEY = "key";

    /** Ten years. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

    private static final Duration DEFAULT_LIFE = Duration.ofDays(365);
    private static final int LONGEST_LABEL = 255;
    private static final String VALID_LABEL =
            "a string of at most " + LONGEST_LABEL + " characters without control characters";
    private static final String VALID_KEY = "32 to 512 visible ASCII characters, and random";

    /** The label; empty if it is absent. */
    Optional<String> label() {
        Optional<String> label = text(LABEL, VALID_LABEL);
        if (label.filter(KeyRequest::isInvalidLabel).isPresent()) {
            throw invalid(LABEL, VALID_LABEL);
        }
        return label;
    }

    private static boolean isInvalidLabel(String label) {
        return label.length() > LONGEST_LABEL || label.chars().anyMatch(Character::isISOControl);
    }

    /** A key to import; empty if the server generates one. */
    Optional<ApiKey> key() {
        return text(KEY, VALID_KEY).map(text -> ApiKey.parse(text).orElseThrow(() -> invalid(KEY, VALID_KEY)));
    }

    /** The lifetime of the key; 365 days if it is absent. */
    Duration expiresIn() {
        return seconds(EXPIRES_IN, 1).orElse(DEFAULT_LIFE);
    }

    /** How long the rotated key stays valid; zero if it is absent. */
    Duration overlap() {
        return seconds(OVERLAP, 0).orElse(Duration.ZERO);
    }

    private Optional<Duration> seconds(String name, long least) {
        return member(name).map(value -> {
            if (!value.isIntegralNumber()
                    || !value.canConvertToLong()
                    || value.longValue() < least
                    || value.longValue() > LONGEST_LIFE.toSeconds()) {
                throw invalid(name, "a whole number of seconds from " + least + " to " + LONGEST_LIFE.toSeconds());
            }
            return Duration.ofSeconds(value.longValue());
        });
    }

    private Optional<String> text(String name, String valid) {
        return member(name).map(value -> {
            if (!value.isTextual()) {
                throw invalid(name, valid);
            }
            return value.textValue();
        });
    }

    private Optional<JsonNode> member(String name) {
        return Optional.ofNullable(body.get(name)).filter(value -> !value.isNull());
    }

    private static ErrorResponseException invalid(String name, String valid) {
        return ErrorResponse.error("'" + name + "' must be " + valid, Response.Status.BAD_REQUEST);
    }
}
