package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.request.RequestState;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Keeps API keys in a partial import that overwrites a client. Keycloak deletes the client and creates it again from the
 * file. The records of the deleted client replace those of the file with the same id; other records of the file are added,
 * as in any import. If the same request does not create the client again, its keys are deleted with it.
 */
public final class OverwrittenClients implements ProviderEventListener {

    /** @param records of each client that the request has deleted: as they are stored, by key id */
    private record DeletedClients(Map<String, Map<String, String>> records) {}

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientRemovedEvent removed) {
            keep(removed.getKeycloakSession(), removed.getClient());
        } else if (event instanceof ClientModel.ClientUpdatedEvent updated) {
            restore(updated.getKeycloakSession(), updated.getUpdatedClient());
        }
    }

    private static void keep(KeycloakSession session, ClientModel client) {
        Map<String, String> records = new ClientKeys(client).texts();
        if (!records.isEmpty()) {
            deleted(session).put(name(client), records);
        }
    }

    private static void restore(KeycloakSession session, ClientModel client) {
        RequestState.find(session, DeletedClients.class)
                .map(deleted -> deleted.records().remove(name(client)))
                .ifPresent(records -> records.forEach(new ClientKeys(client)::save));
    }

    private static Map<String, Map<String, String>> deleted(KeycloakSession session) {
        return RequestState.find(session, DeletedClients.class)
                .map(DeletedClients::records)
                .orElseGet(() -> begin(session));
    }

    private static Map<String, Map<String, String>> begin(KeycloakSession session) {
        Map<String, Map<String, String>> records = new HashMap<>();
        RequestState.put(session, DeletedClients.class, new DeletedClients(records));
        return records;
    }

    private static String name(ClientModel client) {
        return client.getRealm().getId() + '.' + client.getClientId();
    }
}
