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
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Walks once over the text of a body. Not reusable. */
final class JsonParameters {

    private static final int MAX_DEPTH = 16;

    /** RFC 9396 section 2 and OpenID Connect Core section 5.5: JSON by definition, so it need not be wrapped in a string. */
    private static final Set<String> JSON_BY_DEFINITION = Set.of("authorization_details", "claims");

    /** A name that can be repeated in an answer: it can carry neither a line break nor a quote, and hardly a secret. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private static final JsonFactory STRICT = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            // Names are the client's to choose: neither shared between requests nor kept.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(JsonBody.MAX_BYTES)
                    .maxNameLength(JsonBody.MAX_BYTES)
                    .build())
            .build();

    private final CharBuffer text;
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();

    JsonParameters(CharBuffer text) {
        this.text = text;
    }

    Map<String, List<String>> read() throws JsonBodyException {
        try (JsonParser parser = STRICT.createParser(text.array(), text.arrayOffset(), text.length())) {
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
            String name = clean(parser.currentName());
            parser.nextToken();
            readMember(parser, name);
        }
        if (parser.nextToken() != null) {
            throw JsonBodyException.malformed("Nothing may follow the JSON object");
        }
    }

    private void readMember(JsonParser parser, String name) throws IOException, JsonBodyException {
        switch (parser.currentToken()) {
            case VALUE_STRING -> parameters.put(name, List.of(clean(parser.getText())));
            case VALUE_NULL -> {
                // A member without a value says no more than an absent one.
            }
            case START_ARRAY -> readArray(parser, name);
            case START_OBJECT ->
                readJson(parser, name, (int) parser.currentTokenLocation().getCharOffset());
            default -> throw notAString(name);
        }
    }

    /** A repeated parameter; an empty array repeats it no times, as if it were absent. */
    private void readArray(JsonParser parser, String name) throws IOException, JsonBodyException {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        List<String> values = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            values.add(clean(parser.getText()));
        }
        if (parser.currentToken() != JsonToken.END_ARRAY) {
            readJson(parser, name, start);
        } else if (!values.isEmpty()) {
            parameters.put(name, values);
        }
    }

    /** JSON as the value of a parameter: kept letter by letter, as if the client had sent it in a string. */
    private void readJson(JsonParser parser, String name, int start) throws IOException, JsonBodyException {
        if (!JSON_BY_DEFINITION.contains(name)) {
            throw notAString(name);
        }
        while (parser.getParsingContext().getNestingDepth() > 1) {
            checkText(parser);
            parser.nextToken();
        }
        int end = (int) parser.currentLocation().getCharOffset();
        parameters.put(name, List.of(text.subSequence(start, end).toString()));
    }

    private static void checkText(JsonParser parser) throws IOException, JsonBodyException {
        switch (parser.currentToken()) {
            case FIELD_NAME, VALUE_STRING -> clean(parser.getText());
            default -> {
                // Only text can hold what clean() refuses.
            }
        }
    }

    /** The text itself, unless it holds what only an escape can bring into it: NUL, or half a surrogate pair. */
    private static String clean(String text) throws JsonBodyException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw JsonBodyException.malformed("No name and no value in the JSON body may contain NUL");
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    throw JsonBodyException.malformed(
                            "No name and no value in the JSON body may contain half a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    private static JsonBodyException notAString(String name) {
        String member = PLAIN_NAME.matcher(name).matches() ? "The member '" + name + "'" : "A member of the JSON body";
        return JsonBodyException.malformed(member + " must be a string, an array of strings, or null");
    }
}
