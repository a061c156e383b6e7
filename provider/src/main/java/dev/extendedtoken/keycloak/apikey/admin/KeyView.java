package dev.extendedtoken.keycloak.apikey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.store.ClientKeys;
import dev.extendedtoken.keycloak.apikey.store.KeyRevocations;
import java.time.Instant;
import org.keycloak.models.ClientModel;

/**
 * A key in a response. Members that are null are omitted.
 *
 * @param key the secret, only in the response that issues it
 * @param status {@code active}, {@code expired}, {@code revoked}, or {@code unreadable} for a record that cannot be parsed
 * @param client the UUID of the owner, in the response to a search by key id
 * @param clientId the {@code clientId} of the owner, in the response to a search by key id
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
        return view(stored, key.reveal(), null);
    }

    static KeyView withoutSecret(KeyRecord stored) {
        return view(stored, null, null);
    }

    static KeyView listed(ClientKeys.Stored stored, KeyRevocations revocations, Instant now) {
        return stored.record()
                .map(key -> view(key, null, status(key, revocations, now)))
                .orElseGet(() -> new KeyView(stored.id(), null, null, null, null, "unreadable", null, null));
    }

    private static KeyView view(KeyRecord stored, String key, String status) {
        return new KeyView(
                stored.hash().id(),
                key,
                stored.label(),
                stored.createdAt().orElse(null),
                stored.expiresAt().toString(),
                status,
                null,
                null);
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
