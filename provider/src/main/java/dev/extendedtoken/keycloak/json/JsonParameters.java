package dev.extendedtoken.keycloak.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the members of one JSON object as form parameters. An instance reads one body. */
final class JsonParameters {

    private static final int MAX_DEPTH = 16;

    /**
     * Parameters whose value is JSON (RFC 9396 section 2, OpenID Connect Core section 5.5): accepted as JSON, without a
     * string around it.
     */
    private static final Set<String> JSON_VALUED = Set.of("authorization_details", "claims");

    /** Names that an error response may contain: no line break, no quote, not long enough for most secrets. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Clients choose the names, so Jackson must not keep them in a table.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(JsonBody.MAX_BYTES)
                    .maxNameLength(JsonBody.MAX_BYTES)
                    .build())
            .build();

    private final String text;
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();

    JsonParameters(String text) {
        this.text = text;
    }

    Map<String, List<String>> read() throws JsonBodyException {
        try (JsonParser parser = STRICT.createParser(text)) {
            readObject(parser);
            return parameters;
        } catch (StreamConstraintsException e) {
            throw JsonBodyException.malformed(
                    "The JSON body is nested deeper than " + MAX_DEPTH + " levels, or a number in it is too long");
        } catch (JsonProcessingException e) {
            throw JsonBodyException.malformed(
                    "The body is not well-formed JSON, or a name in it occurs twice; send one JSON object, each name once");
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory cannot fail", e);
        }
    }

    private void readObject(JsonParser parser) throws IOException, JsonBodyException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw JsonBodyException.malformed("The body must be one JSON object whose members are the parameters");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = JsonText.valid(parser.currentName());
            parser.nextToken();
            readMember(parser, name);
        }
        if (parser.nextToken() != null) {
            throw JsonBodyException.malformed("Nothing may follow the JSON object");
        }
    }

    private void readMember(JsonParser parser, String name) throws IOException, JsonBodyException {
        switch (parser.currentToken()) {
            case VALUE_STRING -> parameters.put(name, List.of(JsonText.valid(parser.getText())));
            case VALUE_NULL -> {
                // The same as an absent member.
            }
            case START_ARRAY -> readArray(parser, name);
            case START_OBJECT ->
                readJson(parser, name, (int) parser.currentTokenLocation().getCharOffset());
            default -> throw notAString(name);
        }
    }

    /** A repeated parameter. An empty array is the same as an absent member. */
    private void readArray(JsonParser parser, String name) throws IOException, JsonBodyException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        List<String> values = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            values.add(JsonText.valid(parser.getText()));
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            readJson(parser, name, start);
        } else if (!values.isEmpty()) {
            parameters.put(name, values);
        }
    }

    /** Takes JSON as the value of a parameter, character for character as the client has sent it. */
    private void readJson(JsonParser parser, String name, int start) throws IOException, JsonBodyException {
        if (!JSON_VALUED.contains(name)) {
            throw notAString(name);
        }
        while (parser.getParsingContext().getNestingDepth() > 1) {
            requireValidText(parser);
            parser.nextToken();
        }
        int end = (int) parser.currentLocation().getCharOffset();
        parameters.put(name, List.of(text.substring(start, end)));
    }

    private static void requireValidText(JsonParser parser) throws IOException, JsonBodyException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
            JsonText.valid(parser.getText());
        }
    }

    private static JsonBodyException notAString(String name) {
        String member = PLAIN_NAME.matcher(name).matches() ? "The member '" + name + "'" : "A member of the JSON body";
        return JsonBodyException.malformed(member + " must be a string, an array of strings, or null");
    }
}
