package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.storage.RevocationEntry;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.RevokedTokenProvider;

/**
 * Marks of keys among Keycloak's revoked tokens: for each mark of a key one entry per name of its client. An entry expires
 * by itself; it can be neither changed nor removed.
 *
 * @param realm the realm's id
 * @param names the names of the client, each as the parts of a {@link RevocationEntry}
 */
record RevocationMarks(RevokedTokenProvider revokedTokens, String realm, List<List<String>> names) {

    enum Mark {
        /** The key is revoked or rotated. */
        ENDED,
        /** The key is rotated and still valid. */
        OVERLAP,
        /** The key is revoked; an {@link #OVERLAP} is ignored. */
        REVOKED
    }

    boolean isRevoked(KeyHash key) {
        return has(Mark.ENDED, key) && (has(Mark.REVOKED, key) || !has(Mark.OVERLAP, key));
    }

    /** Whether the key has the mark under any name. Looks up all names, so that the time is always the same. */
    boolean has(Mark mark, KeyHash key) {
        boolean found = false;
        for (List<String> name : names) {
            found |= revokedTokens.contains(entry(mark, key, name));
        }
        return found;
    }

    /** Whether the key has the mark under every name. */
    boolean hasAll(Mark mark, KeyHash key) {
        return names.stream().allMatch(name -> revokedTokens.contains(entry(mark, key, name)));
    }

    /**
     * @return whether the entry of the first name is new
     * @throws StorageUnavailableException if an entry cannot be stored, for example because the nodes do not reach each other
     */
    boolean put(Mark mark, KeyHash key, Duration life) {
        try {
            List<Boolean> isNew = names.stream()
                    .map(name -> revokedTokens.put(entry(mark, key, name), life.toSeconds()))
                    .toList();
            return isNew.get(0);
        } catch (RuntimeException e) {
            throw new StorageUnavailableException("The end of a key cannot be stored", e);
        }
    }

    private String entry(Mark mark, KeyHash key, List<String> name) {
        return RevocationEntry.id(Stream.concat(Stream.of("api-key", mark.name(), realm, key.hex()), name.stream())
                .toArray(String[]::new));
    }
}
