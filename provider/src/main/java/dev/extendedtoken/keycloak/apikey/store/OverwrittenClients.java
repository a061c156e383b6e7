package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.request.RequestState;
import java.util.HashMap;
import java.util.Map;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * A partial import that overwrites a client deletes it and makes it again from the file. Its keys are no part of what
 * such a file is about: they go over to the new client as they were, whatever older state of them the file holds. A
 * record that only the file has is a key provisioned by its hash, as in any import.
 * Where a client is deleted and not made again in the same request, its keys are gone.
 */
public final class OverwrittenClients implements ProviderEventListener {

    /** @param records of each client that the request has deleted: as they are stored, by key id */
    private record DeletedClients(Map<String, Map<String, String>> records) {}

    @Override
    public void onEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientRemovedEvent removed) {
            keep(removed.getKeycloakSession(), removed.getClient());
        } else if (event instanceof ClientModel.ClientUpdatedEvent updated) {
            handOver(updated.getKeycloakSession(), updated.getUpdatedClient());
        }
    }

    private static void keep(KeycloakSession session, ClientModel client) {
        Map<String, String> records = new ClientKeys(client).texts();
        if (!records.isEmpty()) {
            deleted(session).put(name(client), records);
        }
    }

    private static void handOver(KeycloakSession session, ClientModel client) {
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
