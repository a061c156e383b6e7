package dev.extendedtoken.keycloak.apikey.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyLifetime;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
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
    static final String CLIENT_ID = "clientId";

    private static final int LONGEST_LABEL = 255;
    private static final String VALID_LABEL =
            "a string of at most " + LONGEST_LABEL + " characters without control characters";
    private static final String VALID_CONFIRMATION =
            "the clientId of the client in the path, to confirm that it is meant";
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

    /**
     * The lifetime of the key.
     *
     * @param permitted what the policies of the client permit
     * @param rotated the key whose lifetime is kept if the request names none
     */
    Duration expiresIn(KeyLifetime permitted, Optional<KeyRecord> rotated) {
        Duration lifetime = seconds(EXPIRES_IN, 1).orElseGet(() -> permitted.standard(rotated));
        if (!permitted.permits(lifetime)) {
            throw invalid(
                    EXPIRES_IN,
                    "a whole number of seconds from 1 to " + permitted.longest().toSeconds()
                            + ": a client policy limits the lifetime of this client's keys");
        }
        return lifetime;
    }

    /** @throws ErrorResponseException 400, if the body does not repeat the client's {@code clientId} */
    void requireConfirmation(String clientId) {
        if (!text(CLIENT_ID, VALID_CONFIRMATION).filter(clientId::equals).isPresent()) {
            throw invalid(CLIENT_ID, VALID_CONFIRMATION);
        }
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
                    || value.longValue() > KeyLifetime.LIMIT.toSeconds()) {
                throw invalid(name, "a whole number of seconds from " + least + " to " + KeyLifetime.LIMIT.toSeconds());
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
