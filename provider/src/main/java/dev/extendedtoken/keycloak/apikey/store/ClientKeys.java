package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.keycloak.models.ClientModel;

/**
 * The records of a client's API keys, one client attribute per key. So a check takes the same time with one key and with a
 * hundred, and two nodes that write two keys do not overwrite each other.
 */
public record ClientKeys(ClientModel client) {

    private static final String PREFIX = "api-key.";
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + KeyHash.ID.pattern());

    /**
     * One record as it is stored.
     *
     * @param record empty if it cannot be read; no key matches it
     */
    public record Stored(String id, Optional<KeyRecord> record) {}

    /** Whether a client attribute of this name is the record of a key. */
    public static boolean isRecord(String attribute) {
        return NAME.matcher(attribute).matches();
    }

    /** The stored text of one record; null if the client has none of this id. */
    public String text(String id) {
        return client.getAttribute(PREFIX + id);
    }

    /** One record; empty if the client has none of this id. */
    public Optional<Stored> find(String id) {
        return KeyHash.ID.matcher(id).matches()
                ? Optional.ofNullable(text(id)).map(text -> stored(id, text))
                : Optional.empty();
    }

    /** All records, sorted by id. */
    public List<Stored> all() {
        return texts().entrySet().stream()
                .map(record -> stored(record.getKey(), record.getValue()))
                .toList();
    }

    /** The stored texts of all records by key id, sorted. */
    public SortedMap<String, String> texts() {
        SortedMap<String, String> texts = new TreeMap<>();
        client.getAttributes().forEach((attribute, text) -> {
            if (isRecord(attribute)) {
                texts.put(attribute.substring(PREFIX.length()), text);
            }
        });
        return texts;
    }

    /** A record whose hash does not belong to its id counts as unreadable. */
    private static Stored stored(String id, String text) {
        return new Stored(id, KeyRecord.parse(text).filter(r -> r.hash().id().equals(id)));
    }

    public void save(KeyRecord key) {
        save(key.hash().id(), key.json());
    }

    void save(String id, String text) {
        client.setAttribute(PREFIX + id, text);
    }

    public void remove(String id) {
        client.removeAttribute(PREFIX + id);
    }

    /** Removes all records from the attributes of a client's representation. */
    static void strip(Map<String, String> attributes) {
        attributes.keySet().removeIf(ClientKeys::isRecord);
    }
}
