package dev.extendedtoken.keycloak.storage;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.models.KeycloakSession;

/**
 * The transaction of a session in Keycloak's database. In one that has failed, Hibernate's {@code find} logs an error and
 * returns null, as it does for a row that is not there (HHH-12472); so what is missing then may be there.
 */
public record DatabaseTransaction(KeycloakSession session) {

    private static final Set<TransactionStatus> FAILED = EnumSet.of(
            TransactionStatus.MARKED_ROLLBACK, TransactionStatus.ROLLING_BACK, TransactionStatus.ROLLED_BACK);

    /**
     * Whether the database has failed it. Not where Keycloak has only decided to roll it back, as it does after some of
     * its refusals.
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
     * What was read in this transaction.
     *
     * @throws StorageUnavailableException if it has failed by then, whatever was read, or thrown
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
