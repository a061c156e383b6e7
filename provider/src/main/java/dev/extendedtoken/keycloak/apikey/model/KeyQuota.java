package dev.extendedtoken.keycloak.apikey.model;

import java.util.Comparator;
import java.util.List;

/**
 * How many records a client may have: a hundred of keys that are valid or cannot be read, and a hundred of keys that have
 * ended.
 *
 * @param keys all keys of the client
 */
public record KeyQuota(List<KeyState> keys) {

    /** Maximum number of keys that have not ended, and of those that have. */
    public static final int LIMIT = 100;

    private static final Comparator<KeyState> FIRST_TO_GO = Comparator.comparing(KeyState::isOnlyExpired)
            .reversed()
            .thenComparing(KeyState::end)
            .thenComparing(KeyState::id);

    /** Whether the client may have another key. */
    public boolean hasRoom() {
        return keys.stream().filter(key -> !key.hasEnded()).count() < LIMIT;
    }

    /** The ended keys that are too many: expired ones first, then those that ended first. */
    public List<KeyState> surplus() {
        List<KeyState> ended =
                keys.stream().filter(KeyState::hasEnded).sorted(FIRST_TO_GO).toList();
        return ended.subList(0, Math.max(0, ended.size() - LIMIT));
    }
}
