package dev.extendedtoken.keycloak.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.extendedtoken.keycloak.support.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code provider/openapi.yaml}. */
final class Description {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private final JsonNode root;
    private final Map<JsonNode, JsonSchema> compiled = new HashMap<>();

    private Description(JsonNode root) {
        this.root = root;
    }

    static Description read() {
        try {
            return new Description(YAML.readTree(Files.readString(file())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path file() {
        return Path.of(System.getProperty("project.root"), "provider/openapi.yaml");
    }

    /** All that can be asked for. */
    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
            for (String method : List.of("get", "post", "delete", "put", "patch")) {
                if (path.getValue().has(method)) {
                    operations.add(new Operation(
                            method,
                            path.getKey(),
                            path.getValue(),
                            path.getValue().get(method)));
                }
            }
        }
        return operations;
    }

    /** What a reference refers to; anything else is itself. */
    JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? resolve(root.at(node.get("$ref").textValue().substring(1))) : node;
    }

    /** What is wrong with an answer; empty if it is as described. */
    List<String> faults(Operation operation, Answer answer) {
        JsonNode described = operation.node.path("responses").path(String.valueOf(answer.status()));
        if (described.isMissingNode()) {
            return List.of("Status " + answer.status() + " is not described");
        }
        JsonNode response = resolve(described);
        List<String> faults = new ArrayList<>(headerFaults(response, answer));
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            if (!answer.body().isEmpty()) {
                faults.add("A body where none is described");
            }
        } else if (!answer.header("Content-Type").orElse("").startsWith("application/json")) {
            faults.add("Content-Type " + answer.header("Content-Type"));
        } else {
            faults.addAll(bodyFaults(content.at("/application~1json/schema"), answer.json()));
        }
        return faults;
    }

    private List<String> headerFaults(JsonNode response, Answer answer) {
        List<String> faults = new ArrayList<>();
        for (Map.Entry<String, JsonNode> header : response.path("headers").properties()) {
            JsonNode described = resolve(header.getValue());
            String pattern = described.path("schema").path("pattern").asText("");
            String value = answer.header(header.getKey()).orElse(null);
            boolean missing = value == null && described.path("required").asBoolean(false);
            if (missing
                    || value != null && !Pattern.compile(pattern).matcher(value).find()) {
                faults.add("Header " + header.getKey() + ": " + value);
            }
        }
        return faults;
    }

    private List<String> bodyFaults(JsonNode schema, JsonNode body) {
        return compiled.computeIfAbsent(schema, this::compile).validate(body).stream()
                .map(ValidationMessage::toString)
                .toList();
    }

    private JsonSchema compile(JsonNode schema) {
        ObjectNode whole = schema.deepCopy();
        // What the references lead to.
        whole.set("components", root.get("components"));
        return SCHEMAS.getSchema(whole);
    }

    /** One method at one path. */
    static final class Operation {

        private final String method;
        private final String path;
        private final JsonNode pathItem;
        private final JsonNode node;

        private Operation(String method, String path, JsonNode pathItem, JsonNode node) {
            this.method = method.toUpperCase(Locale.ROOT);
            this.path = path;
            this.pathItem = pathItem;
            this.node = node;
        }

        String id() {
            return node.get("operationId").textValue();
        }

        String method() {
            return method;
        }

        String path() {
            return path;
        }

        /** Those of the path, and those of the method. */
        List<JsonNode> parameters() {
            List<JsonNode> parameters = new ArrayList<>();
            pathItem.path("parameters").forEach(parameters::add);
            node.path("parameters").forEach(parameters::add);
            return parameters;
        }

        /** Types and their schemas; empty where there is no body. */
        JsonNode content() {
            return node.path("requestBody").path("content");
        }

        @Override
        public String toString() {
            return id();
        }
    }
}
