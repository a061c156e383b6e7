package dev.extendedtoken.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Compares a realm's file with what a server exports, which says more, and not in the same order. */
final class ExportedRealm {

    /** A partial export has no users and no secrets. */
    private static final Set<String> NOT_IN_A_PARTIAL_EXPORT = Set.of("/users", "/clients/secret");

    /** An export has hashes of passwords. */
    private static final Set<String> NOT_IN_ANY_EXPORT = Set.of("/users/credentials");

    private static final List<String> NAMES = List.of("clientId", "alias", "name", "executor", "condition", "username");

    private final Set<String> leftOut;
    private final List<String> missing = new ArrayList<>();

    private ExportedRealm(Set<String> leftOut) {
        this.leftOut = leftOut;
    }

    /** What the file says and the partial export of an administrator does not. */
    static List<String> missingInPart(JsonNode file, JsonNode export) {
        return new ExportedRealm(NOT_IN_A_PARTIAL_EXPORT).compare(file, export);
    }

    /** What the file says and the whole export of a server does not. */
    static List<String> missingInWhole(JsonNode file, JsonNode export) {
        return new ExportedRealm(NOT_IN_ANY_EXPORT).compare(file, export);
    }

    private List<String> compare(JsonNode file, JsonNode export) {
        compare("", "", file, export);
        return List.copyOf(missing);
    }

    /** @param kind the path without the names of array members */
    private void compare(String path, String kind, JsonNode file, JsonNode export) {
        if (leftOut.contains(kind)) {
            return;
        }
        if (file.isObject()) {
            for (Map.Entry<String, JsonNode> member : file.properties()) {
                String name = "/" + member.getKey();
                compare(path + name, kind + name, member.getValue(), export.path(member.getKey()));
            }
        } else if (file.isArray()) {
            for (JsonNode element : file) {
                compare(path + "/" + name(element), kind, element, like(element, export));
            }
        } else if (!file.equals(export)) {
            missing.add(path + ": " + file + " is exported as " + export);
        }
    }

    private static JsonNode like(JsonNode element, JsonNode array) {
        Stream<JsonNode> others = StreamSupport.stream(array.spliterator(), false);
        return others.filter(other -> element.isValueNode()
                        ? other.equals(element)
                        : name(other).equals(name(element)))
                .findFirst()
                .orElse(array.path("none such"));
    }

    private static String name(JsonNode element) {
        return NAMES.stream()
                .filter(element::has)
                .findFirst()
                .map(name -> element.get(name).asText())
                .orElse(element.isObject() ? element.path("authenticator").asText("flow") : element.asText());
    }
}
