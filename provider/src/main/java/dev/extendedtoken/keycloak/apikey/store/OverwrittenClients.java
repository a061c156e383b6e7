package dev.extendedtoken.keycloak.apikey.store;

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

    private static final String ATTRIBUTE = OverwrittenClients.class.getName() + ".";

    /** @param records the stored texts by key id */
    private record Kept(Map<String, String> records) {}

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
            session.setAttribute(attribute(client), new Kept(records));
        }
    }

    private static void restore(KeycloakSession session, ClientModel client) {
        Kept kept = session.getAttribute(attribute(client), Kept.class);
        if (kept != null) {
            session.removeAttribute(attribute(client));
            ClientKeys keys = new ClientKeys(client);
            kept.records().forEach(keys::save);
        }
    }

    private static String attribute(ClientModel client) {
        return ATTRIBUTE + client.getRealm().getId() + '.' + client.getClientId();
    }
}
