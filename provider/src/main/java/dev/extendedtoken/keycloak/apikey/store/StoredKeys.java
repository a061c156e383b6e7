package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.apikey.model.KeyQuota;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.model.KeyState;
import dev.extendedtoken.keycloak.apikey.model.KeyStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** The keys of one client: their records, and their revocations, which count also where a record does not tell of them. */
public record StoredKeys(ClientKeys records, KeyRevocations revocations, Instant now) {

    public static StoredKeys forClient(KeycloakSession session, ClientModel client, Instant now) {
        return new StoredKeys(new ClientKeys(client), KeyRevocations.forClient(session, client), now);
    }

    /** All keys in the order of their creation. */
    public List<KeyState> all() {
        return records.all().stream()
                .map(this::state)
                .sorted(KeyState.BY_CREATION)
                .toList();
    }

    /** One key; empty if the client has no record of this id. */
    public Optional<KeyState> find(String id) {
        return records.find(id).map(this::state);
    }

    private KeyState state(ClientKeys.Stored stored) {
        boolean revoked = stored.record()
                .map(KeyRecord::hash)
                .filter(revocations::isRevoked)
                .isPresent();
        return new KeyState(stored.id(), stored.record(), revoked, now);
    }

    /** Whether another key can be added. */
    public boolean hasRoom() {
        return new KeyQuota(all()).hasRoom();
    }

    public void add(KeyRecord key) {
        records.save(key);
        removeSurplus();
    }

    /**
     * Revokes a key at once. Its record stays as long as the key would have lived; one that has expired or cannot be read is
     * removed.
     *
     * @return false if nothing has changed: the key was revoked, or its overlap is over
     */
    public boolean revoke(KeyState key) {
        if (key.record().isEmpty() || key.status() == KeyStatus.EXPIRED) {
            records.remove(key.id());
            return true;
        }
        KeyRecord record = key.record().get();
        if (record.revokedAt().isPresent() || record.isExpired(now)) {
            return false;
        }
        revocations.revoke(record, now);
        records.save(record.revoked(now));
        removeSurplus();
        return true;
    }

    private void removeSurplus() {
        new KeyQuota(all()).surplus().forEach(key -> records.remove(key.id()));
    }
}
