package dev.extendedtoken.keycloak.apikey;

import java.util.List;
import java.util.Optional;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Whoever gives a client another {@code clientId}, or makes it anew under another UUID, does not revive a key whose
 * record it has: what ended the key under one of its names is then kept under both.
 */
final class RenamedClients implements ProviderEventListener {

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientIdChangeEvent renamed) {
            keepEnded(renamed.getKeycloakSession(), renamed.getUpdatedClient(), renamed.getPreviousClientId());
        } else if (event instanceof ClientModel.ClientUpdatedEvent updated) {
            ClientModel client = updated.getUpdatedClient();
            keepEnded(updated.getKeycloakSession(), client, client.getClientId());
        }
    }

    private static void keepEnded(KeycloakSession session, ClientModel client, String formerClientId) {
        List<KeyHash> keys = new ClientKeys(client)
                .all().stream()
                        .map(ClientKeys.Stored::record)
                        .flatMap(Optional::stream)
                        .map(KeyRecord::hash)
                        .toList();
        if (keys.isEmpty()) {
            return;
        }
        KeyRevocations former = KeyRevocations.of(session, client, formerClientId);
        KeyRevocations current = KeyRevocations.of(session, client);
        List<KeyHash> lacking =
                keys.stream().filter(key -> current.lacks(key, former)).toList();
        if (!lacking.isEmpty() && isOwnName(client)) {
            lacking.forEach(key -> current.takeOver(key, former));
        }
    }

    /**
     * A {@code clientId} that is another client's fails when the change is written to the database, and an entry is there
     * before: it would end that client's key.
     */
    private static boolean isOwnName(ClientModel client) {
        ClientModel named = client.getRealm().getClientByClientId(client.getClientId());
        return named != null && named.getId().equals(client.getId());
    }
}
