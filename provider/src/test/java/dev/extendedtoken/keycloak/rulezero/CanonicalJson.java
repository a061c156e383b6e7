package dev.extendedtoken.keycloak.rulezero;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * JSON in an order of its own. Keycloak's follows hash codes and random ids, of mappers, scopes and keys, and differs
 * from start to start: members, lists of words, the keys of a realm and the words of a scope. Other lists stay as they
 * are.
 */
final class CanonicalJson {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private CanonicalJson() {}

    /** One member a line; empty if the text is not a JSON object or list. */
    static Optional<String> format(String text) {
        try {
            JsonNode json = MAPPER.readTree(text);
            return json.isContainerNode() ? Optional.of(sorted("", json).toPrettyString()) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static JsonNode sorted(String name, JsonNode json) {
        if (json.isObject()) {
            return sortedObject(json);
        }
        if (json.isArray()) {
            return sortedArray(name, json);
        }
        return json.isTextual() && name.equals("scope") ? sortedWords(json) : json;
    }

    private static ObjectNode sortedObject(JsonNode json) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        json.properties().stream()
                .sorted(Comparator.comparing(member -> member.getKey()))
                .forEach(member -> result.set(member.getKey(), sorted(member.getKey(), member.getValue())));
        return result;
    }

    private static ArrayNode sortedArray(String name, JsonNode json) {
        List<JsonNode> elements = StreamSupport.stream(json.spliterator(), false)
                .map(element -> sorted("", element))
                .toList();
        boolean unordered = name.equals("keys") || elements.stream().allMatch(JsonNode::isTextual);
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        (unordered ? elements.stream().sorted(Comparator.comparing(JsonNode::toString)) : elements.stream())
                .forEach(result::add);
        return result;
    }

    private static JsonNode sortedWords(JsonNode json) {
        return JsonNodeFactory.instance.textNode(
                Arrays.stream(json.textValue().split(" ")).sorted().collect(Collectors.joining(" ")));
    }
}
