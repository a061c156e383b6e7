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
 * A client's keys in its attributes, one each, so that a check costs the same with one key and with a hundred, and two
 * servers that write two keys do not overwrite each other.
 */
public record ClientKeys(ClientModel client) {

    /** The most records that a client may have. */
    public static final int LIMIT = 100;

    private static final String PREFIX = "api-key.";
    private static final Pattern NAME = Pattern.compile(Pattern.quote(PREFIX) + KeyHash.ID.pattern());

    /**
     * One record as it is stored.
     *
     * @param record empty if it cannot be read: then it is nobody's key
     */
    public record Stored(String id, Optional<KeyRecord> record) {}

    /** Whether a client attribute of this name is a key's record. */
    public static boolean isRecord(String attribute) {
        return NAME.matcher(attribute).matches();
    }

    /** The stored text of one record; null if there is none. */
    public String text(String id) {
        return client.getAttribute(PREFIX + id);
    }

    /** One record; empty if the client has none of this id. */
    public Optional<Stored> find(String id) {
        return KeyHash.ID.matcher(id).matches()
                ? Optional.ofNullable(text(id)).map(text -> stored(id, text))
                : Optional.empty();
    }

    /** All records, ordered by id. */
    public List<Stored> all() {
        return texts().entrySet().stream()
                .map(record -> stored(record.getKey(), record.getValue()))
                .toList();
    }

    /** The stored texts of all records by key id, ordered. */
    public SortedMap<String, String> texts() {
        SortedMap<String, String> texts = new TreeMap<>();
        client.getAttributes().forEach((attribute, text) -> {
            if (isRecord(attribute)) {
                texts.put(attribute.substring(PREFIX.length()), text);
            }
        });
        return texts;
    }

    /** A record whose hash is another key's would be found and never match. */
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

    /** Takes all records out of a client's representation, so that whoever sends it leaves them as they are. */
    static void strip(Map<String, String> attributes) {
        attributes.keySet().removeIf(ClientKeys::isRecord);
    }
}
