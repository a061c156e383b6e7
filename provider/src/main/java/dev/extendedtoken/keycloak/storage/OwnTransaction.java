package dev.extendedtoken.keycloak.storage;

import java.util.function.Function;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Commits changes that must persist although the request ends in an error response. Since Keycloak 26.8 an error response
 * rolls back the transaction of the request (keycloak/keycloak issue 50911). The request must not have written the same
 * rows before, because the two transactions would block each other.
 *
 * @param session of the request; its realm and client become the context of the new session
 */
public record OwnTransaction(KeycloakSession session) {

    /**
     * @param task the name of the work, for the log
     * @param job looks up by id, in the session that it is given, everything that it changes; it creates no error response,
     *     which would set that session to roll back
     * @throws StorageUnavailableException if nothing was committed, also if Keycloak or Hibernate rolled back without an
     *     exception
     */
    public <T> T commit(String task, Function<KeycloakSession, T> job) {
        try {
            return KeycloakModelUtils.runJobInTransactionWithResult(
                    session.getKeycloakSessionFactory(), session.getContext(), own -> done(own, job), task);
        } catch (RuntimeException e) {
            throw new StorageUnavailableException("Not committed: " + task, e);
        }
    }

    private static <T> T done(KeycloakSession own, Function<KeycloakSession, T> job) {
        T result = new DatabaseTransaction(own).read(() -> job.apply(own));
        if (own.getTransactionManager().getRollbackOnly()) {
            throw new IllegalStateException("The transaction is to be rolled back");
        }
        return result;
    }
}
