package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.store.RevocationMarks.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RevokedTokenProvider;

/**
 * The revocations and rotations of one client's keys, stored among Keycloak's revoked tokens until the key would have
 * expired. They are persistent and the same on all nodes. A record that an old representation or an import restores does not
 * make the key valid again.
 *
 * <p>Each entry is written under the client's UUID and under its {@code clientId}, and each of the two revokes the key:
 * a new client with the same {@code clientId}, and the same client with another one, cannot use it. The same key of another
 * client stays valid. Earlier releases wrote entries without a client; they are read and no longer written.
 */
public final class KeyRevocations {

    /**
     * Maximum lifetime of an entry. Keycloak adds the lifetime to the current time in milliseconds. Without this limit the
     * sum could overflow for a record written by hand, and the entry would expire at once.
     */
    private static final Duration LONGEST_ENTRY = Duration.ofDays(1_000 * 365);

    /** Maximum lifetime of a key, for entries of a key whose record is gone. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(10 * 365);

    private final RevocationMarks byClient;

    /** The entries of earlier releases. */
    private final RevocationMarks byHash;

    KeyRevocations(RevokedTokenProvider revokedTokens, String realm, List<List<String>> clients) {
        this.byClient = new RevocationMarks(revokedTokens, realm, clients);
        this.byHash = new RevocationMarks(revokedTokens, realm, List.of(List.of()));
    }

    public static KeyRevocations forClient(KeycloakSession session, ClientModel client) {
        return forClient(session, client, client.getClientId());
    }

    /** @param clientId the current or a former {@code clientId} of the client */
    static KeyRevocations forClient(KeycloakSession session, ClientModel client, String clientId) {
        return new KeyRevocations(
                session.revokedTokens(),
                client.getRealm().getId(),
                List.of(List.of("uuid", client.getId()), List.of("client-id", clientId)));
    }

    /** Whether the key is no longer valid. Evaluates both operands, so that a check always takes the same time. */
    public boolean isRevoked(KeyHash key) {
        return byClient.isRevoked(key) | byHash.isRevoked(key);
    }

    /** Whether the key has been revoked or rotated; during its overlap it is still valid. */
    public boolean isEnding(KeyHash key) {
        return byClient.has(Mark.ENDED, key) | byHash.has(Mark.ENDED, key);
    }

    /** Revokes the key at once. */
    public void revoke(KeyRecord key, Instant now) {
        Duration life = lifeUntil(key.expiresAt(), now);
        byClient.put(Mark.REVOKED, key.hash(), life);
        byClient.put(Mark.ENDED, key.hash(), life);
    }

    /**
     * Lets the key end after its overlap, because a new one replaces it.
     *
     * @param overlap whole seconds; zero ends the key at once
     * @return false if the key was revoked or rotated before; then nothing changes
     */
    public boolean rotateOut(KeyRecord key, Duration overlap, Instant now) {
        if (isEnding(key.hash())) {
            return false;
        }
        Duration life = lifeUntil(key.expiresAt(), now);
        // Before ENDED: with ENDED alone a parallel request would find the key revoked.
        if (overlap.isZero()) {
            byClient.put(Mark.REVOKED, key.hash(), life);
        } else {
            byClient.put(Mark.OVERLAP, key.hash(), overlap);
        }
        return byClient.put(Mark.ENDED, key.hash(), life);
    }

    /** Whether {@link #takeOver} would change something. */
    boolean lacks(KeyHash key, KeyRevocations other) {
        return other.byClient.has(Mark.ENDED, key) && !byClient.hasAll(Mark.ENDED, key);
    }

    /**
     * Ends a key under all names of this client if it has ended under any name of the other. The rest of an overlap is lost:
     * the key of a client that is created again and renamed during the overlap is revoked.
     */
    void takeOver(KeyHash key, KeyRevocations other) {
        if (other.byClient.has(Mark.REVOKED, key)) {
            byClient.put(Mark.REVOKED, key, LONGEST_LIFE);
        }
        byClient.put(Mark.ENDED, key, LONGEST_LIFE);
    }

    /** One second longer than the key lives, because the store has whole seconds. */
    static Duration lifeUntil(Instant end, Instant now) {
        Duration left = Duration.between(now, end);
        if (left.isNegative()) {
            return Duration.ofSeconds(1);
        }
        return left.compareTo(LONGEST_ENTRY) > 0 ? LONGEST_ENTRY : Duration.ofSeconds(left.toSeconds() + 1);
    }
}
