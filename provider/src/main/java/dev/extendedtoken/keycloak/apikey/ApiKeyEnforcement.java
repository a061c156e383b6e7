package dev.extendedtoken.keycloak.apikey;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck;
import dev.extendedtoken.keycloak.clientpolicy.ClientPolicyEvaluator;
import dev.extendedtoken.keycloak.clientpolicy.Evaluation;
import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * Lets nobody through who needs a key and has none. One a request: it is shown the client that the request claims to
 * come from before anything happens, and the one that Keycloak has authenticated before that one gets anything.
 */
public final class ApiKeyEnforcement {

    private static final String POLICY_UNREADABLE = "policy_unreadable";
    private static final String OTHER_CLIENT = "other_client";

    private final KeycloakSession session;
    private final EventBuilder event;
    private Optional<ClientModel> checked = Optional.empty();
    private Optional<String> withoutKey = Optional.empty();

    public ApiKeyEnforcement(KeycloakSession session, EventBuilder event) {
        this.session = session;
        this.event = event;
        session.setAttribute(ApiKeyEnforcement.class.getName(), this);
    }

    /** The guard of the current request, if it came by an endpoint that has one. */
    static Optional<ApiKeyEnforcement> of(KeycloakSession session) {
        return Optional.ofNullable(session.getAttribute(ApiKeyEnforcement.class.getName(), ApiKeyEnforcement.class));
    }

    /** Whether any policy of the realm asks for keys. */
    public boolean isEnabled() {
        return session.getProvider(ClientPolicyEvaluator.class).isConfigured(ApiKeyEnforcerConfiguration.class);
    }

    /**
     * Second look.
     *
     * @throws WebApplicationException the refusal, if the key was another client's, or none was asked
     *     for and this client needs one
     */
    public void authenticated(ClientModel client) {
        boolean another =
                checked.filter(owner -> !owner.getId().equals(client.getId())).isPresent();
        if (another) {
            throw refusal(client, OTHER_CLIENT);
        }
        if (checked.isEmpty() && !withoutKey.equals(Optional.of(client.getId()))) {
            check(client);
        }
    }

    /**
     * Last look, at a client that a token is for. With UMA that need not be the one that has authenticated: the ticket
     * is issued to the client of the subject token.
     *
     * @throws WebApplicationException the refusal, if this client needs a key and the request carries
     *     none of its
     */
    void issued(ClientModel client) {
        boolean known =
                checked.filter(owner -> owner.getId().equals(client.getId())).isPresent()
                        || withoutKey.equals(Optional.of(client.getId()));
        if (!known) {
            Optional<ClientModel> authenticated = checked;
            check(client);
            checked = authenticated;
        }
    }

    /**
     * First look, before anything happens.
     *
     * @throws WebApplicationException the refusal, if policies ask for a key of this client, and the
     *     request carries none
     */
    public void check(ClientModel client) {
        if (!isEnabled()) {
            return;
        }
        Evaluation evaluation = session.getProvider(ClientPolicyEvaluator.class).evaluate(client);
        if (!evaluation.isDecided(ApiKeyEnforcerConfiguration.class)) {
            throw refusal(client, POLICY_UNREADABLE);
        }
        withoutKey = Optional.of(client.getId());
        for (ApiKeyEnforcerConfiguration enforcer : evaluation.of(ApiKeyEnforcerConfiguration.class)) {
            withoutKey = Optional.empty();
            check(client, enforcer);
            checked = Optional.of(client);
        }
    }

    private void check(ClientModel client, ApiKeyEnforcerConfiguration enforcer) {
        if (enforcer.misconfiguration().isPresent() || enforcer.header().isEmpty()) {
            throw refusal(client, POLICY_UNREADABLE);
        }
        KeyCheck check = new PresentedKey(session, enforcer.header().get()).check(client);
        if (!check.isAccepted()) {
            throw new ApiKeyError(session, event)
                    .forClient(client, check.outcome().code(), check.id());
        }
        check.id().ifPresent(id -> event.detail(ApiKeyError.KEY_ID, id));
    }

    /** A refusal that no check of a key has counted. */
    private WebApplicationException refusal(ClientModel client, String reason) {
        KeyCounter.count(reason);
        return new ApiKeyError(session, event).forClient(client, reason, Optional.empty());
    }
}
