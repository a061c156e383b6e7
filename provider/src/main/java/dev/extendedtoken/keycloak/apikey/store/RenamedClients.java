package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.AbstractKeycloakTransaction;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;

/**
 * Whoever gives a client another {@code clientId}, or makes it anew under another UUID, does not revive a key whose
 * record it has: what ended the key under one of its names is then kept under both.
 */
public final class RenamedClients implements ProviderEventListener {

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
        if (!keys.isEmpty() && !lacking(session, client, formerClientId, keys).isEmpty()) {
            session.getTransactionManager()
                    .enlistAfterCompletion(new KeepEnded(
                            session.getKeycloakSessionFactory(),
                            client.getRealm().getId(),
                            client.getId(),
                            formerClientId,
                            keys));
        }
    }

    private static List<KeyHash> lacking(
            KeycloakSession session, ClientModel client, String formerClientId, List<KeyHash> keys) {
        KeyRevocations former = KeyRevocations.of(session, client, formerClientId);
        KeyRevocations current = KeyRevocations.of(session, client);
        return keys.stream().filter(key -> current.lacks(key, former)).toList();
    }

    /**
     * Only when the names are the client's: they may be another client's as long as the database has not taken them, and
     * an entry, which is there at once, would end the keys of that one.
     */
    private static final class KeepEnded extends AbstractKeycloakTransaction {

        private final KeycloakSessionFactory factory;
        private final String realm;
        private final String uuid;
        private final String formerClientId;
        private final List<KeyHash> keys;

        KeepEnded(
                KeycloakSessionFactory factory, String realm, String uuid, String formerClientId, List<KeyHash> keys) {
            this.factory = factory;
            this.realm = realm;
            this.uuid = uuid;
            this.formerClientId = formerClientId;
            this.keys = keys;
        }

        @Override
        protected void commitImpl() {
            KeycloakModelUtils.runJobInTransaction(
                    factory, session -> Optional.ofNullable(session.realms().getRealm(realm))
                            .map(found -> found.getClientById(uuid))
                            .ifPresent(client -> keepEnded(session, client)));
        }

        private void keepEnded(KeycloakSession session, ClientModel client) {
            KeyRevocations former = KeyRevocations.of(session, client, formerClientId);
            KeyRevocations current = KeyRevocations.of(session, client);
            lacking(session, client, formerClientId, keys).forEach(key -> current.takeOver(key, former));
        }

        @Override
        protected void rollbackImpl() {}
    }
}
