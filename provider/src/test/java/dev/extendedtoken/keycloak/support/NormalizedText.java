package dev.extendedtoken.keycloak.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * A response or an event as a text that is equal for two of the same kind. Tokens are decoded into headers and claims.
 * Values that differ in each request are replaced.
 */
public final class NormalizedText {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** {@code Content-Length} follows from the body, which is compared. */
    private static final Set<String> DROPPED_HEADERS = Set.of("date", "content-length");

    /** Members of answers, tokens and events with a random value, or one that tells the time. */
    private static final Set<String> DIFFERENT_EACH_TIME = Set.of(
            "jti",
            "iat",
            "auth_time",
            "sid",
            "session_state",
            "at_hash",
            "id",
            "time",
            "sessionId",
            "token_id",
            "code_id",
            "refresh_token_id",
            "updated_refresh_token_id",
            "age_of_refresh_token",
            "access_token_expiration_time",
            "client_assertion_id",
            "not_before");

    private static final Set<String> SECONDS_LEFT = Set.of("expires_in", "refresh_expires_in");

    private NormalizedText() {}

    public static String from(Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeIf(name -> DROPPED_HEADERS.contains(name.toLowerCase(Locale.ROOT)));
        return answer.status() + "\n" + headers + "\n" + body(answer);
    }

    public static String fromEvents(JsonNode events) {
        return pretty(alike(events));
    }

    private static String body(Answer answer) {
        try {
            return pretty(alike(MAPPER.readTree(answer.body())));
        } catch (JsonProcessingException noJson) {
            return answer.body();
        }
    }

    private static JsonNode alike(JsonNode value) {
        if (value instanceof ObjectNode object) {
            return members(object);
        }
        if (value instanceof ArrayNode array) {
            return elements(array);
        }
        return value instanceof TextNode text ? token(text) : value;
    }

    /** Roles, scopes, audiences and permissions are sets: their order has no meaning. */
    private static JsonNode elements(ArrayNode array) {
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        StreamSupport.stream(array.spliterator(), false)
                .map(NormalizedText::alike)
                .sorted(Comparator.comparing(JsonNode::toString))
                .forEach(elements::add);
        return elements;
    }

    private static JsonNode members(ObjectNode object) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            JsonNode value = object.get(name);
            if (DIFFERENT_EACH_TIME.contains(name)) {
                members.put(name, "*");
            } else if (SECONDS_LEFT.contains(name)) {
                members.put(name, about(value.longValue()));
            } else if (name.equals("exp") && object.has("iat")) {
                members.put(name, about(value.longValue() - object.get("iat").longValue()));
            } else if (name.equals("scope")) {
                members.put(
                        name,
                        String.join(" ", new TreeSet<>(List.of(value.asText().split(" ")))));
            } else {
                members.set(name, alike(value));
            }
        }
        return members;
    }

    /** A second may end while a request is answered. */
    private static String about(long seconds) {
        return "about " + Math.round(seconds / 10.0) * 10 + " s";
    }

    /** A signed token as its header and its claims; any other text as it is. */
    private static JsonNode token(TextNode text) {
        String[] parts = text.textValue().split("\\.", -1);
        if (parts.length != 3) {
            return text;
        }
        try {
            ObjectNode token = JsonNodeFactory.instance.objectNode();
            token.set("header", MAPPER.readTree(Base64.getUrlDecoder().decode(parts[0])));
            token.set("claims", alike(MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]))));
            return token;
        } catch (IllegalArgumentException | IOException noToken) {
            return text;
        }
    }

    private static String pretty(JsonNode value) {
        return value.toPrettyString();
    }
}
