package dev.extendedtoken.keycloak.clientpolicy;

import org.keycloak.services.clientpolicy.ClientPolicyContext;

/**
 * Gets each client-policy event of a request before Keycloak's executors do. A request has at most one, in its
 * {@link dev.extendedtoken.keycloak.request.RequestState}.
 */
@FunctionalInterface
public interface ClientEventListener {

    /**
     * @throws jakarta.ws.rs.WebApplicationException the answer of the request; Keycloak's endpoints hand it on, where they
     *     turn a {@code ClientPolicyException} into an answer of their own
     */
    void onEvent(ClientPolicyContext event);
}
