package dev.extendedtoken.keycloak.storage;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * The transaction of a Keycloak session in the database. After it has failed, Hibernate's {@code find} logs an error and
 * returns null, as for a row that does not exist (HHH-12472): a missing row may exist.
 */
public record DatabaseTransaction(KeycloakSession session) {

    private static final Set<TransactionStatus> FAILED = EnumSet.of(
            TransactionStatus.MARKED_ROLLBACK, TransactionStatus.ROLLING_BACK, TransactionStatus.ROLLED_BACK);

    /**
     * Whether the database has failed. False if only Keycloak has marked the transaction for rollback, as it does for some
     * error responses.
     */
    public boolean hasFailed() {
        TransactionStatus status = session.getProvider(JpaConnectionProvider.class)
                .getEntityManager()
                .unwrap(SharedSessionContractImplementor.class)
                .accessTransaction()
                .getStatus();
        return FAILED.contains(status);
    }

    /**
     * Reads in this transaction.
     *
     * @throws StorageUnavailableException if the transaction has failed after the read, whatever the read returned or threw
     */
    public <T> T read(Supplier<T> reading) {
        T result;
        try {
            result = reading.get();
        } catch (RuntimeException e) {
            throw hasFailed() ? failed(e) : e;
        }
        if (hasFailed()) {
            throw failed(null);
        }
        return result;
    }

    private static StorageUnavailableException failed(Throwable cause) {
        return new StorageUnavailableException("The database does not answer", cause);
    }
}
