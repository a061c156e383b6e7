package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.storage.RevocationEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RevokedTokenProvider;

/**
 * Which keys of one client have ended before their time, kept beside Keycloak's revoked tokens (persisted, and the same
 * on every node) until the key would have expired. A record that a stale save or an import brings back stays dead.
 *
 * <p>An entry names the client twice, by UUID and by {@code clientId}: either ends the key, so that neither a new client
 * of the same {@code clientId} nor another {@code clientId} revives it. The same key of another client is not concerned.
 * Versions before wrote entries without a client; they are read still, and never written.
 *
 * <p>An entry can be added there and runs out by itself, nothing else; so a rotated key is one that is {@code ended}
 * while its {@code overlap} lives, and {@code revoked} overrules both.
 */
public final class KeyRevocations {

    /**
     * Keycloak adds an entry's life to the clock, in milliseconds. A record written by hand may end after the last
     * moment that 64 bits can hold; the sum would then be in the past, and the entry gone.
     */
    private static final Duration LONGEST_ENTRY = Duration.ofDays(1_000 * 365);

    /** As long as a key may live; for an entry of a key whose record no longer says how long it had. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(10 * 365);

    private enum Mark {
        ENDED,
        OVERLAP,
        REVOKED
    }

    private final RevokedTokenProvider revokedTokens;
    private final String realm;
    private final Entries byClient;
    private final Entries byHash;

    KeyRevocations(RevokedTokenProvider revokedTokens, String realm, List<List<String>> clients) {
        this.revokedTokens = revokedTokens;
        this.realm = realm;
        this.byClient = new Entries(clients);
        this.byHash = new Entries(List.of(List.of()));
    }

    public static KeyRevocations of(KeycloakSession session, ClientModel client) {
        return of(session, client, client.getClientId());
    }

    /** As they were kept when the client had another {@code clientId}. */
    static KeyRevocations of(KeycloakSession session, ClientModel client, String clientId) {
        return new KeyRevocations(
                session.revokedTokens(),
                client.getRealm().getId(),
                List.of(List.of("uuid", client.getId()), List.of("client-id", clientId)));
    }

    /** Whether the key is good for nothing any more. Both are asked, so that a check always takes as long. */
    public boolean isRevoked(KeyHash key) {
        return byClient.areRevoked(key) | byHash.areRevoked(key);
    }

    /** Whether the key has been revoked, or rotated out, be its overlap over or not. */
    public boolean isEnding(KeyHash key) {
        return byClient.have(Mark.ENDED, key) | byHash.have(Mark.ENDED, key);
    }

    /** Ends the key now. */
    public void revoke(KeyRecord key, Instant now) {
        Duration life = lifeUntil(key.expiresAt(), now);
        byClient.put(Mark.REVOKED, key.hash(), life);
        byClient.put(Mark.ENDED, key.hash(), life);
    }

    /**
     * Ends the key after its overlap.
     *
     * @param overlap whole seconds; zero ends it now
     * @return false if it was ending already, and nothing has changed
     */
    public boolean rotateOut(KeyRecord key, Duration overlap, Instant now) {
        if (isEnding(key.hash())) {
            return false;
        }
        Duration life = lifeUntil(key.expiresAt(), now);
        // This first: with ENDED alone another request would find the key ended before its overlap.
        if (overlap.isZero()) {
            byClient.put(Mark.REVOKED, key.hash(), life);
        } else {
            byClient.put(Mark.OVERLAP, key.hash(), overlap);
        }
        return byClient.put(Mark.ENDED, key.hash(), life);
    }

    /** Whether {@link #takeOver} has something to do. */
    boolean lacks(KeyHash key, KeyRevocations other) {
        return other.byClient.have(Mark.ENDED, key) && !byClient.allHave(Mark.ENDED, key);
    }

    /**
     * Ends a key under all names of this client that has ended under any name of the other. An overlap is not taken over:
     * a client that is made anew and renamed within it loses what is left of it.
     */
    void takeOver(KeyHash key, KeyRevocations other) {
        if (other.byClient.have(Mark.REVOKED, key)) {
            byClient.put(Mark.REVOKED, key, LONGEST_LIFE);
        }
        byClient.put(Mark.ENDED, key, LONGEST_LIFE);
    }

    /** One second longer than the key, because the store counts in whole ones. */
    static Duration lifeUntil(Instant end, Instant now) {
        Duration left = Duration.between(now, end);
        if (left.isNegative()) {
            return Duration.ofSeconds(1);
        }
        return left.compareTo(LONGEST_ENTRY) > 0 ? LONGEST_ENTRY : Duration.ofSeconds(left.toSeconds() + 1);
    }

    /** What is written for a mark: one entry for each name, which stands after the key's hash. */
    private final class Entries {

        private final List<List<String>> names;

        Entries(List<List<String>> names) {
            this.names = names;
        }

        boolean areRevoked(KeyHash key) {
            return have(Mark.ENDED, key) && (have(Mark.REVOKED, key) || !have(Mark.OVERLAP, key));
        }

        boolean have(Mark mark, KeyHash key) {
            boolean found = false;
            for (List<String> name : names) {
                found |= revokedTokens.contains(entry(mark, key, name));
            }
            return found;
        }

        boolean allHave(Mark mark, KeyHash key) {
            return names.stream().allMatch(name -> revokedTokens.contains(entry(mark, key, name)));
        }

        /** @return whether the first of the entries is new */
        boolean put(Mark mark, KeyHash key, Duration life) {
            List<Boolean> isNew = names.stream()
                    .map(name -> revokedTokens.put(entry(mark, key, name), life.toSeconds()))
                    .toList();
            return isNew.get(0);
        }

        private String entry(Mark mark, KeyHash key, List<String> name) {
            return RevocationEntry.of(Stream.concat(Stream.of("api-key", mark.name(), realm, key.hex()), name.stream())
                    .toArray(String[]::new));
        }
    }
}
