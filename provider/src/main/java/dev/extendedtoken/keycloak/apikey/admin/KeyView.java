package dev.extendedtoken.keycloak.apikey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.store.ClientKeys;
import dev.extendedtoken.keycloak.apikey.store.KeyRevocations;
import java.time.Instant;
import java.util.Optional;
import org.keycloak.models.ClientModel;

/**
 * A key in an answer. Absent members are left out.
 *
 * @param key the secret, in the one answer that tells it
 * @param status {@code active}, {@code expired}, {@code revoked}, or {@code unreadable} for a record that was written
 *     by hand and is no record
 * @param client UUID of the owner, and {@code clientId} its name, where a key was looked for by its id
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyView(
        String id,
        String key,
        String label,
        String createdAt,
        String expiresAt,
        String status,
        String client,
        String clientId) {

    static KeyView created(ApiKey key, KeyRecord stored) {
        return new KeyView(
                stored.hash().id(),
                key.reveal(),
                stored.label(),
                createdAt(stored),
                stored.expiresAt().toString(),
                null,
                null,
                null);
    }

    static KeyView withoutSecret(KeyRecord stored) {
        return new KeyView(
                stored.hash().id(),
                null,
                stored.label(),
                createdAt(stored),
                stored.expiresAt().toString(),
                null,
                null,
                null);
    }

    static KeyView listed(ClientKeys.Stored stored, KeyRevocations revocations, Instant now) {
        Optional<KeyRecord> readable = stored.record();
        if (readable.isEmpty()) {
            return new KeyView(stored.id(), null, null, null, null, "unreadable", null, null);
        }
        KeyRecord key = readable.get();
        return new KeyView(
                stored.id(),
                null,
                key.label(),
                createdAt(key),
                key.expiresAt().toString(),
                status(key, revocations, now),
                null,
                null);
    }

    private static String createdAt(KeyRecord key) {
        return key.createdAt().orElse(null);
    }

    private static String status(KeyRecord key, KeyRevocations revocations, Instant now) {
        if (key.isExpired(now)) {
            return "expired";
        }
        return revocations.isRevoked(key.hash()) ? "revoked" : "active";
    }

    KeyView ownedBy(ClientModel owner) {
        return new KeyView(id, key, label, createdAt, expiresAt, status, owner.getId(), owner.getClientId());
    }
}
