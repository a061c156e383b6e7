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
    private static final Set<String> NEVER_EXPORTED = Set.of("/users", "/clients/secret");

    private static final List<String> NAMES = List.of("clientId", "alias", "name", "executor", "condition", "username");

    private ExportedRealm() {}

    /** What the file says and the export does not. */
    static List<String> missing(JsonNode file, JsonNode export) {
        List<String> missing = new ArrayList<>();
        compare("", "", file, export, missing);
        return missing;
    }

    /** @param kind the path without the names of array members */
    private static void compare(String path, String kind, JsonNode file, JsonNode export, List<String> missing) {
        if (NEVER_EXPORTED.contains(kind)) {
            return;
        }
        if (file.isObject()) {
            for (Map.Entry<String, JsonNode> member : file.properties()) {
                String name = "/" + member.getKey();
                compare(path + name, kind + name, member.getValue(), export.path(member.getKey()), missing);
            }
        } else if (file.isArray()) {
            for (JsonNode element : file) {
                compare(path + "/" + name(element), kind, element, like(element, export), missing);
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
