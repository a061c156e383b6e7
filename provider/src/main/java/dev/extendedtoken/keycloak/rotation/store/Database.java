package dev.extendedtoken.keycloak.rotation.store;

import java.sql.Connection;
import java.util.List;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * What a refresh has to know of Keycloak's database.
 *
 * @param readsCommitted whether each query sees what others have committed by then, and not what was committed when the
 *     transaction began to look: so with Keycloak's PostgreSQL, Oracle, SQL Server and H2, not with MySQL and MariaDB
 */
public record Database(boolean readsCommitted) {

    public static Database of(KeycloakSessionFactory factory) {
        return new Database(KeycloakModelUtils.runJobInTransactionWithResult(factory, Database::isolation)
                == Connection.TRANSACTION_READ_COMMITTED);
    }

    /** What is read of these entities from now on in the session's transaction is read from the database. */
    void forget(KeycloakSession session, Class<?> entity) {
        Session hibernate = hibernate(session);
        // Asked for those of a class, Hibernate 7.2 fails where it has none of any.
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
