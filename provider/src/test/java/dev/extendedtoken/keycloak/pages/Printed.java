package dev.extendedtoken.keycloak.pages;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the commands of a page have printed so far: a reader copies from it. */
record Printed(List<String> lines) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Printed parse(String output) {
        return new Printed(output.lines().toList());
    }

    /** The address of a sign-in page that was printed last. */
    Optional<URI> signIn() {
        return lines.stream()
                .filter(line -> line.startsWith("http") && line.contains("response_type=code"))
                .reduce((first, second) -> second)
                .map(URI::create);
    }

    /** The member of the JSON that was printed last. */
    Optional<String> member(String name) {
        return documents()
                .flatMap(document -> Optional.ofNullable(document.findValue(name)).stream())
                .map(JsonNode::asText)
                .reduce((first, second) -> second);
    }

    private Stream<JsonNode> documents() {
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).startsWith("{") || lines.get(i).startsWith("["))
                .mapToObj(i -> String.join("\n", lines.subList(i, lines.size())))
                .flatMap(text -> document(text).stream());
    }

    /** What a text begins with. */
    private static Optional<JsonNode> document(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return Optional.ofNullable(JSON.readTree(parser));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
