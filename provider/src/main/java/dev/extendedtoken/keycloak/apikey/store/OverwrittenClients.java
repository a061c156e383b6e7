package dev.extendedtoken.keycloak.apikey.store;

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

    private static final String KEPT = OverwrittenClients.class.getName() + ".";

    /** @param records as they are stored, by key id */
    private record Kept(Map<String, String> records) {}

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
            session.setAttribute(name(client), new Kept(records));
        }
    }

    private static void handOver(KeycloakSession session, ClientModel client) {
        Kept kept = session.getAttribute(name(client), Kept.class);
        if (kept != null) {
            session.removeAttribute(name(client));
            ClientKeys keys = new ClientKeys(client);
            kept.records().forEach(keys::save);
        }
    }

    private static String name(ClientModel client) {
        return KEPT + client.getRealm().getId() + '.' + client.getClientId();
    }
}
