package dev.extendedtoken.keycloak.rotation.store;

import java.sql.Connection;
import java.util.List;
import org.hibernate.Session;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.UserSessionProvider;
import org.keycloak.models.utils.KeycloakModelUtils;
import org.keycloak.provider.ServerInfoAwareProviderFactory;

/**
 * How Keycloak reads sessions from its database.
 *
 * @param readsCommitted whether each query sees what is committed when it runs (PostgreSQL, Oracle, SQL Server, H2), and
 *     not what was committed at the first query of the transaction (MySQL, MariaDB)
 * @param sessionsCached whether Keycloak has a cache of sessions, which may differ from the database; the default of 26.7,
 *     and not of 26.8
 */
public record Database(boolean readsCommitted, boolean sessionsCached) {

    /** The key of the operational info of Keycloak's {@code InfinispanUserSessionProviderFactory}. */
    private static final String USE_CACHES = "useCaches";

    public static Database forServer(KeycloakSessionFactory factory) {
        int isolation = KeycloakModelUtils.runJobInTransactionWithResult(factory, Database::isolation);
        return new Database(isolation == Connection.TRANSACTION_READ_COMMITTED, sessionsCached(factory));
    }

    /** True unless it is known that they are not. */
    private static boolean sessionsCached(KeycloakSessionFactory factory) {
        return !(factory.getProviderFactory(UserSessionProvider.class)
                        instanceof ServerInfoAwareProviderFactory installed)
                || !"false".equals(installed.getOperationalInfo().get(USE_CACHES));
    }

    /** Detaches all entities of a class, so that the session's transaction reads them from the database again. */
    void forget(KeycloakSession session, Class<?> entity) {
        Session hibernate = hibernate(session);
        // getManagedEntities fails in Hibernate 7.2 if there is no entity of any class.
        if (hibernate.getStatistics().getEntityCount() > 0) {
            List.copyOf(hibernate.getManagedEntities(entity)).forEach(hibernate::detach);
        }
    }

    /** Whether this session's transaction has read an entity of a class, and has not detached it. */
    boolean hasRead(KeycloakSession session, Class<?> entity) {
        Session hibernate = hibernate(session);
        return hibernate.getStatistics().getEntityCount() > 0
                && !hibernate.getManagedEntities(entity).isEmpty();
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
