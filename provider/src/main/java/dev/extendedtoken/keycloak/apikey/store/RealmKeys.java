package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** Finds API keys among all clients of the current realm. */
public record RealmKeys(KeycloakSession session) {

    /** The clients that have a record with this id, among those that match. */
    public List<ClientModel> owners(String id, Predicate<ClientModel> among) {
        try (Stream<ClientModel> clients = clients()) {
            return clients.filter(client -> new ClientKeys(client).find(id).isPresent())
                    .filter(among)
                    .toList();
        }
    }

    /** The clients that have records, among those that match. */
    public List<ClientModel> owners(Predicate<ClientModel> among) {
        try (Stream<ClientModel> clients = clients()) {
            return clients.filter(client -> !new ClientKeys(client).texts().isEmpty())
                    .filter(among)
                    .toList();
        }
    }

    /** Whether a key of this client, or of a client that matches, exists or was revoked or rotated. */
    public boolean isKnown(KeyHash key, ClientModel client, Predicate<ClientModel> among) {
        if (isKnown(key, client)) {
            return true;
        }
        try (Stream<ClientModel> clients = clients()) {
            return clients.anyMatch(other -> isKnown(key, other) && among.test(other));
        }
    }

    private boolean isKnown(KeyHash key, ClientModel client) {
        return new ClientKeys(client).find(key.id()).isPresent()
                || KeyRevocations.forClient(session, client).isEnding(key);
    }

    private Stream<ClientModel> clients() {
        return session.getContext().getRealm().getClientsStream();
    }
}
