package dev.extendedtoken.keycloak.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes up values for a schema: mostly such as fit, some of them from the server itself so that requests get far, and
 * now and then one of another type or shape.
 */
final class Generator {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "null",
            "0",
            "%00",
            "\u0000",
            "\ud83d\ude00",
            "\u202e",
            "a\r\nb: c",
            "'; drop table",
            "${jndi:x}",
            "<script>",
            "{\"a\":1}",
            "[",
            "a.b.c",
            "x".repeat(3_000));

    private final Random random;
    private final Description description;
    private final Map<String, List<String>> known;

    /** @param known values that mean something to the server, by the name of what has them */
    Generator(Random random, Description description, Map<String, List<String>> known) {
        this.random = random;
        this.description = description;
        this.known = known;
    }

    /** A value for what has this name. */
    JsonNode value(String name, JsonNode reference) {
        JsonNode schema = description.resolve(reference);
        if (chance(3)) {
            return stray();
        }
        if (known.containsKey(name) && !chance(15)) {
            return JSON.textNode(pick(known.get(name)));
        }
        if (schema.has("examples") && !chance(30)) {
            return schema.get("examples")
                    .get(random.nextInt(schema.get("examples").size()));
        }
        return ofType(type(schema), schema);
    }

    private JsonNode ofType(String type, JsonNode schema) {
        return switch (type) {
            case "object" -> object(schema);
            case "array" -> array(schema);
            case "integer" -> JSON.numberNode(number(schema));
            case "null" -> JSON.nullNode();
            default -> JSON.textNode(text(schema));
        };
    }

    /** A few of the properties, and all that are required, but for a slip. */
    private ObjectNode object(JsonNode schema) {
        ObjectNode object = JSON.objectNode();
        int optional = pick(List.of(4, 4, 20, 60));
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.textValue()));
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            boolean isRequired = required.contains(property.getKey());
            if (isRequired ? !chance(4) : chance(optional)) {
                object.set(property.getKey(), value(property.getKey(), property.getValue()));
            }
        }
        if (chance(6)) {
            object.set("x" + random.nextInt(1_000), stray());
        }
        return object;
    }

    private ArrayNode array(JsonNode schema) {
        ArrayNode array = JSON.arrayNode();
        for (int i = random.nextInt(4); i > 0; i--) {
            array.add(value("", schema.path("items")));
        }
        return array;
    }

    private long number(JsonNode schema) {
        long minimum = schema.path("minimum").asLong(0);
        long maximum = schema.path("maximum").asLong(Integer.MAX_VALUE);
        return switch (random.nextInt(6)) {
            case 0 -> minimum;
            case 1 -> maximum;
            case 2 -> minimum - 1;
            case 3 -> maximum + 1;
            default -> minimum + random.nextInt(1_000);
        };
    }

    private String text(JsonNode schema) {
        if (chance(20)) {
            return pick(ODD_TEXTS);
        }
        int length = Math.max(schema.path("minLength").asInt(1), 1 + random.nextInt(60));
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(Integer.toHexString(random.nextInt(16)));
        }
        return text.toString();
    }

    /** Anything at all. */
    private JsonNode stray() {
        return switch (random.nextInt(6)) {
            case 0 -> JSON.numberNode(random.nextLong());
            case 1 -> JSON.booleanNode(random.nextBoolean());
            case 2 -> JSON.nullNode();
            case 3 -> JSON.objectNode().put("a", 1);
            case 4 -> JSON.arrayNode().add("a").add(JSON.arrayNode());
            default -> JSON.textNode(pick(ODD_TEXTS));
        };
    }

    private String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.get(random.nextInt(type.size())).textValue() : type.asText("string");
    }

    /** True in so many of a hundred cases. */
    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** As text: a form has nothing else. */
    static String asText(JsonNode value) {
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** A body as it is sent. */
    String write(JsonNode body) {
        String text;
        try {
            text = new ObjectMapper().writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return chance(3) ? text.substring(0, random.nextInt(text.length() + 1)) : text;
    }
}
