package dev.extendedtoken.keycloak.rotation.store;

import java.sql.Connection;
import java.util.List;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * The isolation level of Keycloak's database.
 *
 * @param readsCommitted whether each query sees what is committed when it runs (PostgreSQL, Oracle, SQL Server, H2), and
 *     not what was committed at the first query of the transaction (MySQL, MariaDB)
 */
public record Database(boolean readsCommitted) {

    public static Database forServer(KeycloakSessionFactory factory) {
        return new Database(KeycloakModelUtils.runJobInTransactionWithResult(factory, Database::isolation)
                == Connection.TRANSACTION_READ_COMMITTED);
    }

    /** Detaches all entities of a class, so that the session's transaction reads them from the database again. */
    void forget(KeycloakSession session, Class<?> entity) {
        Session hibernate = hibernate(session);
        // getManagedEntities fails in Hibernate 7.2 if there is no entity of any class.
        if (hibernate.getStatistics().getEntityCount() > 0) {
            List.copyOf(hibernate.getManagedEntities(entity)).forEach(hibernate::detach);
        }
    }

    private static int isolation(KeycloakSession session) {
        return hibernate(session).doReturningWork(Connection::getTransactionIsolation);
    }

    private static Session hibernate(KeycloakSession session) {
        return session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(Session.class);
    }
}
