package dev.extendedtoken.keycloak.apikey.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.model.KeyState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;

/**
 * A key in a response. Members that are null are omitted. Times are in whole seconds of UTC; a {@code createdAt} that was
 * written by hand and is no time is given as it stands.
 *
 * @param key the secret, only in the response that issues it
 * @param status {@link dev.extendedtoken.keycloak.apikey.model.KeyStatus}
 * @param replacedBy the id of the key's successor
 * @param client the UUID of the owner, in responses about keys of several clients
 * @param clientId the {@code clientId} of the owner, likewise
 * @param alsoAt further clients with a record of this id, in the response to a search by key id
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyView(
        String id,
        String key,
        String label,
        String createdAt,
        String expiresAt,
        String status,
        Boolean usable,
        String replacedBy,
        String revokedAt,
        String client,
        String clientId,
        List<Owner> alsoAt) {

    /** A client: its UUID and its {@code clientId}. */
    record Owner(String client, String clientId) {

        static Owner forClient(ClientModel client) {
            return new Owner(client.getId(), client.getClientId());
        }
    }

    static KeyView created(ApiKey key, KeyRecord stored) {
        return view(stored, key.reveal(), null, null);
    }

    /** For admin events. */
    static KeyView withoutSecret(KeyRecord stored) {
        return view(stored, null, null, null);
    }

    static KeyView listed(KeyState key) {
        String status = key.status().code();
        return key.record()
                .map(record -> view(record, null, status, key.isUsable()))
                .orElseGet(() -> new KeyView(
                        key.id(), null, null, null, null, status, key.isUsable(), null, null, null, null, null));
    }

    private static KeyView view(KeyRecord stored, String key, String status, Boolean usable) {
        return new KeyView(
                stored.hash().id(),
                key,
                stored.label(),
                stored.created().map(KeyView::seconds).or(stored::createdAt).orElse(null),
                seconds(stored.expiresAt()),
                status,
                usable,
                stored.replacedBy().orElse(null),
                stored.revokedAt().map(KeyView::seconds).orElse(null),
                null,
                null,
                null);
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    KeyView ownedBy(ClientModel owner) {
        return ownedBy(owner, List.of());
    }

    /** @param others further clients with a record of this id */
    KeyView ownedBy(ClientModel owner, List<ClientModel> others) {
        return new KeyView(
                id,
                key,
                label,
                createdAt,
                expiresAt,
                status,
                usable,
                replacedBy,
                revokedAt,
                owner.getId(),
                owner.getClientId(),
                Optional.of(others.stream().map(Owner::forClient).toList())
                        .filter(clients -> !clients.isEmpty())
                        .orElse(null));
    }
}
