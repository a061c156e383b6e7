package dev.extendedtoken.keycloak.clientpolicy;

import java.util.OptionalInt;
import java.util.Set;
import org.keycloak.models.ClientModel;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.Provider;

/**
 * The one place that asks a realm's client policies what they want of a client. One instance a request
 * ({@code session.getProvider(ClientPolicyEvaluator.class)}), so that every feature sees the same {@link Evaluation} and the policies are
 * evaluated once. A request outside any realm has no policies.
 */
public interface ClientPolicyEvaluator extends Provider {

    /** Whether any enabled policy of the current realm holds such an executor, whichever clients it matches. */
    boolean isConfigured(Class<? extends ExecutorConfiguration> executor);

    /** What the enabled policies of the current realm say about a client of that realm. */
    Evaluation evaluate(ClientModel client);

    /** The same evaluated anew, so that it holds for what this very request has changed about the client. */
    Evaluation evaluateAgain(ClientModel client);

    /**
     * Whether the enabled policies of the current realm hold executors of ours and no others, for clients chosen by
     * nothing but what they are. Asked anew each time: an administrator's request may change them.
     */
    boolean hasOnlyExtensionExecutors();

    /**
     * For how many seconds after its expiry some client of a realm may act by an access token: the most that its enabled
     * policies allow, whichever clients they match.
     *
     * @param issuedTo the id of the client that the token was issued to
     * @return empty if none allows it; the longest that there is where the realm's policies cannot be read
     * @see ExecutorConfiguration#secondsAfterExpiry
     */
    OptionalInt secondsAfterExpiry(RealmModel realm, String issuedTo);

    /** The headers that the executors of the realm's enabled policies expect, so that a page may ask to send them. */
    Set<String> requestHeaders();

    @Override
    default void close() {}
}
