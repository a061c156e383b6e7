package dev.extendedtoken.keycloak.storage;

import java.util.function.Function;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Commits what a refusal leaves behind: when {@link #commit} returns, it is there, whatever comes of the request, whose
 * transaction Keycloak rolls back with the error response (since 26.8, keycloak/keycloak issue 50911). Until then the
 * request must have written none of the same rows, or the two wait for each other.
 *
 * @param session of the request; its realm and client are the context of the other one
 */
public record OwnTransaction(KeycloakSession session) {

    /**
     * @param task what it is, for the log
     * @param job looks up by id, in the session that it is given, all that it changes; it makes no error response, which
     *     would be one of that session
     * @throws StorageUnavailableException if that is not committed, also where Keycloak or Hibernate would roll back and
     *     say nothing
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
