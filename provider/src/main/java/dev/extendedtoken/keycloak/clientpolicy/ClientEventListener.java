package dev.extendedtoken.keycloak.clientpolicy;

import org.keycloak.services.clientpolicy.ClientPolicyContext;

/**
 * Gets each client-policy event of a request before Keycloak's executors do. A request has at most one, in its
 * {@link dev.extendedtoken.keycloak.request.RequestState}.
 */
@FunctionalInterface
public interface ClientEventListener {

    /**
     * @throws jakarta.ws.rs.WebApplicationException the response to the request. Keycloak's endpoints rethrow it; a {@code
     *     ClientPolicyException} they would replace by their own error
     */
    void onEvent(ClientPolicyContext event);
}
