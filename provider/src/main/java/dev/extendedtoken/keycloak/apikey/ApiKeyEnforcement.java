package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import jakarta.ws.rs.WebApplicationException;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/** Checks the API key of the current request against what the policies of a client ask for. */
public final class ApiKeyEnforcement {

    private static final Logger LOG = Logger.getLogger(ApiKeyEnforcement.class);

    private final KeycloakSession session;
    private final EventBuilder event;

    public ApiKeyEnforcement(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
    }

    /** Whether any policy of the realm asks for keys. */
    public boolean isConfigured() {
        return session.getProvider(ClientPolicyEvaluator.class).isConfigured(ApiKeyEnforcerConfiguration.class);
    }

    /**
     * Checks that the request carries a key of this client, if its policies ask for one.
     *
     * @return whether the policies ask for a key
     * @throws WebApplicationException 401, if the request carries no valid key
     */
    public boolean check(ClientModel client) {
        List<ApiKeyEnforcerConfiguration> enforcers = session.getProvider(ClientPolicyEvaluator.class)
                .evaluate(client, ApiKeyEnforcerConfiguration.class)
                .orElseThrow(() -> uncheckedError(client, KeyCounter.POLICY_UNREADABLE));
        for (ApiKeyEnforcerConfiguration enforcer : enforcers) {
            check(client, enforcer.header());
        }
        return !enforcers.isEmpty();
    }

    private void check(ClientModel client, String header) {
        KeyCheck check = new PresentedKey(session, header).check(client);
        if (!check.isAccepted()) {
            throw new ApiKeyError(session, event)
                    .forClient(client, check.outcome().code(), check.id());
        }
        KeyDetails.from(check).forEach(event::detail);
    }

    /** Whether the client authenticates by API key, and the realm's client flow has no step for it. */
    public boolean isClientFlowMissing(ClientModel client) {
        return ApiKeyClientAuthenticator.isAuthenticatorOf(client) && !new ClientFlow(client.getRealm()).hasKeyStep();
    }

    /** The error of a client that cannot authenticate. Keycloak's own event says that the client was not found. */
    public WebApplicationException clientFlowError(ClientModel client) {
        return uncheckedError(client, KeyCounter.FLOW_MISSING);
    }

    /** The error if the key of the request does not belong to the client that Keycloak has authenticated. */
    public WebApplicationException otherClientError(ClientModel authenticated) {
        return uncheckedError(authenticated, KeyCounter.OTHER_CLIENT);
    }

    /**
     * The error of a request whose client cannot be checked once Keycloak has authenticated it.
     *
     * @param claimed the client that the request claims to come from
     */
    public WebApplicationException policyManagerError(Optional<ClientModel> claimed) {
        LOG.warnf(
                "Another extension has replaced the client policy manager, so requests in realm '%s' for revocation,"
                        + " introspection, device authorization and logout by refresh token are refused: the policies"
                        + " there ask for API keys, and which client Keycloak has authenticated cannot be checked. Remove"
                        + " that extension, or take the executor '%s' out of the realm's profiles",
                session.getContext().getRealm().getName(), ApiKeyEnforcerFactory.ID);
        return uncheckedError(claimed.orElse(null), KeyCounter.POLICY_MANAGER_REPLACED);
    }

    /**
     * The error of a request whose key was not checked, so that nothing else has counted it.
     *
     * @param client null if the request names none
     */
    private WebApplicationException uncheckedError(ClientModel client, KeyCounter reason) {
        reason.count();
        return new ApiKeyError(session, event).forClient(client, reason.code(), Optional.empty());
    }
}
