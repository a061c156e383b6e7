package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.model.RestoredRecord;
import dev.extendedtoken.keycloak.clientpolicy.SelfUpdate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keycloak.common.util.Time;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Corrects the records of keys that were revoked or rotated here, where a save or an import has written them as they were
 * before. It does so in the transaction of the save, so that no export shows such a key as valid.
 */
public final class RestoredRecords extends ChangedClients {

    @Override
    void changed(KeycloakSession session, ClientModel client, String clientId) {
        // A client that updates itself writes no record, and is refused if one changes.
        if (SelfUpdate.find(session).isPresent()) {
            return;
        }
        KeyRevocations revocations = KeyRevocations.forClient(session, client, clientId);
        Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
        ClientKeys keys = new ClientKeys(client);
        List<KeyRecord> suspects = new ArrayList<>();
        for (ClientKeys.Stored stored : keys.all()) {
            stored.record()
                    .filter(record -> record.revokedAt().isEmpty() && !record.isExpired(now))
                    .filter(record -> revocations.isEnding(record.hash()))
                    .ifPresent(suspects::add);
        }
        if (!suspects.isEmpty()) {
            Map<String, String> committed = committed(session, client);
            for (KeyRecord record : suspects) {
                Optional<KeyRecord> before = Optional.ofNullable(
                                committed.get(record.hash().id()))
                        .flatMap(KeyRecord::parse)
                        .filter(other -> other.hash().matches(record.hash()));
                new RestoredRecord(record, revocations.isRevoked(record.hash()), before)
                        .correction(now)
                        .ifPresent(keys::save);
            }
        }
    }

    /** The records before this transaction; none if it creates the client. */
    private static Map<String, String> committed(KeycloakSession session, ClientModel client) {
        String realmId = client.getRealm().getId();
        String uuid = client.getId();
        return KeycloakModelUtils.runJobInTransactionWithResult(
                session.getKeycloakSessionFactory(),
                other -> Optional.ofNullable(other.realms().getRealm(realmId))
                        .map(realm -> realm.getClientById(uuid))
                        .map(before -> Map.copyOf(new ClientKeys(before).texts()))
                        .orElse(Map.of()));
    }
}
