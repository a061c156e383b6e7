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

/**
 * Keeps keys revoked if a client gets another {@code clientId} or is created again with another UUID. A revocation under
 * one of the two names is then stored under both, so that a copied record does not make the key valid again.
 */
public final class RenamedClients extends ChangedClients {

    @Override
    void changed(KeycloakSession session, ClientModel client, String formerClientId) {
        List<KeyHash> keys = new ClientKeys(client)
                .all().stream()
                        .map(ClientKeys.Stored::record)
                        .flatMap(Optional::stream)
                        .map(KeyRecord::hash)
                        .toList();
        if (!keys.isEmpty() && !lacking(session, client, formerClientId, keys).isEmpty()) {
            session.getTransactionManager()
                    .enlistAfterCompletion(new KeepRevoked(
                            session.getKeycloakSessionFactory(),
                            client.getRealm().getId(),
                            client.getId(),
                            formerClientId,
                            keys));
        }
    }

    /** The keys whose revocation is not stored under all current names of the client. */
    private static List<KeyHash> lacking(
            KeycloakSession session, ClientModel client, String formerClientId, List<KeyHash> keys) {
        KeyRevocations former = KeyRevocations.forClient(session, client, formerClientId);
        KeyRevocations current = KeyRevocations.forClient(session, client);
        return keys.stream().filter(key -> current.lacks(key, former)).toList();
    }

    /**
     * Runs after the request has committed. Before, another client may still have the name, and the entry, which is visible
     * at once, would revoke the keys of that client.
     */
    private static final class KeepRevoked extends AbstractKeycloakTransaction {

        private final KeycloakSessionFactory factory;
        private final String realm;
        private final String uuid;
        private final String formerClientId;
        private final List<KeyHash> keys;

        KeepRevoked(
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
                            .ifPresent(client -> keepRevoked(session, client)));
        }

        private void keepRevoked(KeycloakSession session, ClientModel client) {
            KeyRevocations former = KeyRevocations.forClient(session, client, formerClientId);
            KeyRevocations current = KeyRevocations.forClient(session, client);
            lacking(session, client, formerClientId, keys).forEach(key -> current.takeOver(key, former));
        }

        @Override
        protected void rollbackImpl() {}
    }
}
