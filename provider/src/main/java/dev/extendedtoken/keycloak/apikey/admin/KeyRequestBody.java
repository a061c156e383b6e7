package dev.extendedtoken.keycloak.apikey.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.util.JsonSerialization;

/** Reads the body of a request about a key: one JSON object. An empty body is an empty object. */
record KeyRequestBody(HttpHeaders headers) {

    /** Bytes. */
    private static final int LARGEST_BODY = 16 * 1024;

    private static final ObjectReader STRICT = JsonSerialization.mapper
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /**
     * @param members the names that the body may have
     * @throws ErrorResponseException 400, or 415 for a body that is not declared as JSON
     */
    JsonNode read(InputStream stream, Set<String> members) {
        if (!isJsonOrUndeclared()) {
            throw ErrorResponse.error(
                    "Send the body with Content-Type: application/json", Response.Status.UNSUPPORTED_MEDIA_TYPE);
        }
        JsonNode body = parse(stream);
        if (!body.isObject()) {
            throw badRequest("The body must be a JSON object");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!members.contains(name)) {
                throw badRequest("The body may have the members "
                        + String.join(", ", members.stream().sorted().toList()) + " and no others");
            }
        });
        return body;
    }

    /** RESTEasy accepts a form in spite of {@code @Consumes}, and the method would see an empty body. */
    private boolean isJsonOrUndeclared() {
        try {
            MediaType type = headers.getMediaType();
            return type == null || type.isCompatible(MediaType.APPLICATION_JSON_TYPE);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static JsonNode parse(InputStream stream) {
        try {
            byte[] bytes = stream.readNBytes(LARGEST_BODY + 1);
            if (bytes.length > LARGEST_BODY) {
                throw badRequest("The body must not have more than " + LARGEST_BODY + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8).isBlank()
                    ? JsonSerialization.createObjectNode()
                    : STRICT.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw badRequest("The body must be one JSON object");
        } catch (IOException e) {
            throw badRequest("The body ended before it was complete; send it again");
        }
    }

    private static ErrorResponseException badRequest(String message) {
        return ErrorResponse.error(message, Response.Status.BAD_REQUEST);
    }
}
