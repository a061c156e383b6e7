package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.gate.RevocationEntry;
import java.time.Duration;
import java.time.Instant;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RevokedTokenProvider;

/**
 * What has ended before its time, kept beside Keycloak's revoked tokens (persisted, and the same on every node) until
 * the key would have expired. A record that a stale save or an import brings back stays dead.
 *
 * <p>An entry can be added there and runs out by itself, nothing else; so a rotated key is one that is {@code ended}
 * while its {@code overlap} lives, and {@code revoked} overrules both.
 */
public final class KeyRevocations {

    private final KeycloakSession session;
    private final String realm;

    public KeyRevocations(KeycloakSession session) {
        this.session = session;
        this.realm = session.getContext().getRealm().getId();
    }

    private enum Mark {
        ENDED,
        OVERLAP,
        REVOKED
    }

    /** Whether the key is good for nothing any more. */
    public boolean isRevoked(KeyHash key) {
        return has(Mark.ENDED, key) && (has(Mark.REVOKED, key) || !has(Mark.OVERLAP, key));
    }

    /** Whether the key has been revoked, or rotated out, be its overlap over or not. */
    public boolean isEnding(KeyHash key) {
        return has(Mark.ENDED, key);
    }

    /** Ends the key now. */
    public void revoke(KeyRecord key, Instant now) {
        put(Mark.REVOKED, key.hash(), secondsUntil(key.expiresAt(), now));
        put(Mark.ENDED, key.hash(), secondsUntil(key.expiresAt(), now));
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
        // This first: with ENDED alone another request would find the key ended before its overlap.
        if (overlap.isZero()) {
            put(Mark.REVOKED, key.hash(), secondsUntil(key.expiresAt(), now));
        } else {
            put(Mark.OVERLAP, key.hash(), overlap.toSeconds());
        }
        return put(Mark.ENDED, key.hash(), secondsUntil(key.expiresAt(), now));
    }

    /** One second longer than the key, because the store counts in whole ones. */
    private static long secondsUntil(Instant end, Instant now) {
        return Math.max(0, Duration.between(now, end).toSeconds()) + 1;
    }

    private boolean put(Mark mark, KeyHash key, long seconds) {
        return revoked().put(entry(mark, key), seconds);
    }

    private boolean has(Mark mark, KeyHash key) {
        return revoked().contains(entry(mark, key));
    }

    private RevokedTokenProvider revoked() {
        return session.revokedTokens();
    }

    private String entry(Mark mark, KeyHash key) {
        return RevocationEntry.of("api-key", mark.name(), realm, key.hex());
    }
}
