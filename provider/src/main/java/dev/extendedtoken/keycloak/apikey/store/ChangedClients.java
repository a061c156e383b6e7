package dev.extendedtoken.keycloak.apikey.store;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/** A listener that gets each client that a request has created, saved or given another {@code clientId}. */
abstract class ChangedClients implements ProviderEventListener {

    @Override
    public final void onEvent(ProviderEvent event) {
        if (event instanceof ClientModel.ClientIdChangeEvent renamed) {
            changed(renamed.getKeycloakSession(), renamed.getUpdatedClient(), renamed.getPreviousClientId());
        } else if (event instanceof ClientModel.ClientUpdatedEvent updated) {
            ClientModel client = updated.getUpdatedClient();
            changed(updated.getKeycloakSession(), client, client.getClientId());
        }
    }

    /** @param clientId the former one after a change of the {@code clientId}; else the current one */
    abstract void changed(KeycloakSession session, ClientModel client, String clientId);
}
