package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.keycloak.util.JsonSerialization;

/**
 * Reads the JSON of client profiles and client policies into types of the extension, because the accessors of Keycloak's
 * representations changed their types in 26.8.
 *
 * <p>The members, their types and the mapper are Keycloak's, so that what Keycloak cannot read, such as an unknown
 * member, cannot be read here either. Of a repeated member the last one counts, which Jackson does not allow for records.
 */
final class PolicyDocument {

    private PolicyDocument() {}

    /** @param json the realm's attribute; null if the realm has none */
    static <D, T> List<T> read(String json, Class<D> type, Function<D, List<T>> elements) throws IOException {
        if (json == null) {
            return List.of();
        }
        D document = JsonSerialization.readValue(json, type);
        if (document == null) {
            throw new IOException("null instead of an object");
        }
        return present(elements.apply(document));
    }

    /** @param representations Keycloak's, which only Jackson reads */
    static <T> List<T> convert(List<?> representations, Class<T> type) throws IOException {
        return present(JsonSerialization.mapper
                .readerForListOf(type)
                .readValue(JsonSerialization.mapper.<JsonNode>valueToTree(representations)));
    }

    /** Without null elements; empty for null. */
    static <T> List<T> present(List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
}
