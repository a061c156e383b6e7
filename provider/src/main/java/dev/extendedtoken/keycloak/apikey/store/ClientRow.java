package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import java.util.Optional;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.jpa.entities.ClientAttributeEntity;
import org.keycloak.models.jpa.entities.ClientEntity;

/**
 * The row of a client in the database. Requests that write its keys lock it, so that they follow each other on all nodes:
 * each counts the keys that those before it have added.
 */
public record ClientRow(KeycloakSession session) {

    /** Not the name of a record, so that no client has it. */
    private static final String NO_ATTRIBUTE = "api-key.";

    /**
     * Locks the row until the transaction ends.
     *
     * @return the client as it is committed now; empty if it is deleted meanwhile
     * @throws StorageUnavailableException if the row cannot be locked
     */
    public Optional<ClientModel> lock(ClientModel client) {
        EntityManager database =
                session.getProvider(JpaConnectionProvider.class).getEntityManager();
        try {
            forget(database, client.getId());
            if (database.find(ClientEntity.class, client.getId(), LockModeType.PESSIMISTIC_WRITE) == null) {
                return Optional.empty();
            }
        } catch (PersistenceException e) {
            throw new StorageUnavailableException("The client cannot be locked", e);
        }
        RealmModel realm = client.getRealm();
        ClientModel locked = session.clients().getClientById(realm, client.getId());
        // A write: from now on Keycloak reads this client from the database and not from its cache.
        locked.removeAttribute(NO_ATTRIBUTE);
        return Optional.of(locked);
    }

    /** What the transaction has read before it has the lock may have changed. It has written no client. */
    private static void forget(EntityManager database, String client) {
        Session hibernate = database.unwrap(Session.class);
        // getManagedEntities fails in Hibernate 7.2 if there is no entity of any class.
        if (hibernate.getStatistics().getEntityCount() > 0) {
            hibernate.getManagedEntities(ClientAttributeEntity.class).stream()
                    .filter(attribute -> attribute.getClient().getId().equals(client))
                    .toList()
                    .forEach(hibernate::detach);
            hibernate.getManagedEntities(ClientEntity.class).stream()
                    .filter(entity -> entity.getId().equals(client))
                    .toList()
                    .forEach(hibernate::detach);
        }
    }
}
