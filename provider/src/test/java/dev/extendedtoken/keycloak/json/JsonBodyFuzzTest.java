package dev.extendedtoken.keycloak.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Any bytes as a JSON body: the parameters are those of Jackson's tree of the same bytes, or the body is refused. */
class JsonBodyFuzzTest {

    private static final Set<String> JSON_VALUED = Set.of("authorization_details", "claims");

    private static final ObjectReader TREE = new ObjectMapper()
            .reader()
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    @FuzzTest
    void hasTheParametersOfJacksonsTree(byte[] body) throws IOException {
        Optional<Map<String, List<String>>> parameters = read(body);
        Optional<JsonNode> tree = tree(body);
        if (parameters.isPresent()) {
            assertThat(tree).as("a body that Jackson reads, too").isPresent();
            assertParameters(parameters.get(), tree.get());
            assertThat(lengthOf(parameters.get())).as("no longer than the body").isLessThanOrEqualTo(body.length);
        } else {
            assertThat(tree.filter(JsonBodyFuzzTest::isOfPlainTexts))
                    .as("refused without a reason")
                    .isEmpty();
        }
    }

    private static Optional<Map<String, List<String>>> read(byte[] body) throws IOException {
        try {
            return Optional.of(JsonBody.read(new ByteArrayInputStream(body), "application/json", null, -1));
        } catch (JsonBodyException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> tree(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return Optional.of(TREE.readTree(text));
        } catch (CharacterCodingException | JsonProcessingException unreadable) {
            return Optional.empty();
        }
    }

    private static void assertParameters(Map<String, List<String>> parameters, JsonNode tree)
            throws JsonProcessingException {
        assertThat(tree.isObject()).isTrue();
        Map<String, List<String>> plain = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : tree.properties()) {
            JsonNode value = member.getValue();
            if (isTexts(value)) {
                texts(value).ifPresent(texts -> plain.put(member.getKey(), texts));
            } else {
                assertThat(JSON_VALUED).contains(member.getKey());
                List<String> json = parameters.get(member.getKey());
                assertThat(json).hasSize(1);
                assertThat(TREE.readTree(json.get(0))).isEqualTo(value);
                plain.put(member.getKey(), json);
            }
        }
        assertThat(parameters).isEqualTo(plain);
        assertThat(List.copyOf(parameters.keySet())).as("in the same order").isEqualTo(List.copyOf(plain.keySet()));
    }

    /** A string, an array of strings, or null. */
    private static boolean isTexts(JsonNode value) {
        return value.isTextual()
                || value.isNull()
                || value.isArray()
                        && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    /** Null and an empty array are the same as an absent member. */
    private static Optional<List<String>> texts(JsonNode value) {
        if (value.isTextual()) {
            return Optional.of(List.of(value.textValue()));
        }
        List<String> all = StreamSupport.stream(value.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    /** An object of texts, none of which has a character that is refused. */
    private static boolean isOfPlainTexts(JsonNode tree) {
        return tree.isObject()
                && tree.properties().stream()
                        .allMatch(member -> isTexts(member.getValue())
                                && isPlain(member.getKey())
                                && texts(member.getValue()).orElse(List.of()).stream()
                                        .allMatch(JsonBodyFuzzTest::isPlain));
    }

    private static boolean isPlain(String text) {
        return text.indexOf(0) < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static int lengthOf(Map<String, List<String>> parameters) {
        return parameters.entrySet().stream()
                .mapToInt(parameter -> parameter.getKey().length()
                        + parameter.getValue().stream().mapToInt(String::length).sum())
                .sum();
    }
}
