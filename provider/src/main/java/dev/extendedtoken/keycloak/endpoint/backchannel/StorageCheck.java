package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.request.NoStore;
import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import dev.extendedtoken.keycloak.storage.TemporarilyUnavailable;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.cors.Cors;

/**
 * Replaces an answer that depends on an error of the database by 503. After such an error a session, code or client that
 * exists seems not to exist, and what a successful request has changed will be rolled back.
 */
public record StorageCheck(KeycloakSession session) {

    private static final Logger LOG = Logger.getLogger(StorageCheck.class);

    /**
     * Checks the response of an endpoint.
     *
     * @return the same response
     * @throws TemporarilyUnavailable in place of a response that rests on an error
     */
    public Response check(Response response) {
        if (restsOnError()) {
            throw unavailable(null);
        }
        return response;
    }

    /** What to throw for an error response, or another exception, of an endpoint. */
    public RuntimeException check(RuntimeException error) {
        if (error instanceof TemporarilyUnavailable) {
            return error;
        }
        return error instanceof StorageUnavailableException || restsOnError() ? unavailable(error) : error;
    }

    private boolean restsOnError() {
        return new DatabaseTransaction(session).hasFailed() && mayMatchPolicy();
    }

    /** False if it is known that no policy matches the client; then the answer is Keycloak's. */
    private boolean mayMatchPolicy() {
        ClientModel client = session.getContext().getClient();
        if (client == null) {
            return true;
        }
        try {
            return session.getProvider(ClientPolicyEvaluator.class).mayMatch(client);
        } catch (RuntimeException e) {
            return true;
        }
    }

    private TemporarilyUnavailable unavailable(RuntimeException cause) {
        LOG.warn("The database has failed a request, whose client may try again", cause);
        NoStore.set(session);
        Cors cors = Cors.builder()
                .auth()
                .allowedMethods("POST")
                .exposedHeaders(Cors.ACCESS_CONTROL_ALLOW_METHODS, HttpHeaders.RETRY_AFTER)
                .allowAllOrigins();
        return TemporarilyUnavailable.storage(session, cors);
    }
}
