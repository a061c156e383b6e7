package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * Evaluates the enabled client policies of the current realm for the executors of the extension. There is one instance
 * per Keycloak session ({@code session.getProvider(ClientPolicyEvaluator.class)}), and it evaluates a client once per
 * request. Without a current realm there are no policies.
 */
public interface ClientPolicyEvaluator extends Provider {

    /**
     * Whether an enabled policy holds such an executor, for whichever clients. True where the policies name an executor
     * of the extension and cannot be read.
     */
    boolean isConfigured(Class<? extends ExecutorConfiguration> kind);

    /**
     * Evaluates the policies for one client of the realm. Costs nothing where the executor is not configured.
     *
     * @throws dev.extendedtoken.keycloak.storage.StorageUnavailableException if the database has failed
     */
    <C extends ExecutorConfiguration> Evaluation<C> evaluate(ClientModel client, Class<C> kind);

    /**
     * Whether a policy with any executor of the extension matches the client, or that is unknown.
     *
     * @throws dev.extendedtoken.keycloak.storage.StorageUnavailableException if the database has failed
     */
    boolean mayMatch(ClientModel client);

    /**
     * All executors whose policies match the client as it is now, evaluated anew: the current request may have changed
     * the client.
     *
     * @return a set by identity, invalid configurations included; empty if one policy or more cannot be evaluated
     */
    Optional<Set<ExecutorConfiguration>> matchingNow(ClientModel client);

    /**
     * Whether no executor and no condition of the enabled policies reacts to Keycloak's policy events: all executors are
     * the extension's, and all conditions ask for properties of the client. Read anew at each call, because the request
     * of an administrator may change the policies.
     */
    boolean ignoresPolicyEvents();

    /**
     * The longest time after its expiry for which an enabled policy of a realm accepts an access token, in seconds.
     *
     * @param issuedTo the {@code client_id} of the client that the token was issued to
     * @return empty if no policy accepts tokens of that client; the maximum if the policies cannot be read
     * @see ExecutorConfiguration#expiryTolerance
     */
    OptionalInt expiryTolerance(RealmModel realm, String issuedTo);

    /** The request headers that executors of the enabled policies read, for the CORS preflight. */
    Set<String> requestHeaders();

    @Override
    default void close() {}
}
