package dev.extendedtoken.keycloak.clientpolicy;

import org.keycloak.models.ClientModel;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.context.ClientModelContext;

/** What a condition is asked about: a client, and no moment of its life in particular. */
record ClientConditionContext(ClientModel client) implements ClientModelContext {

    @Override
    public ClientModel getClient() {
        return client;
    }

    /** Conditions that look at an event want an answer; none of Keycloak's reacts to this one, so they abstain. */
    @Override
    public ClientPolicyEvent getEvent() {
        return ClientPolicyEvent.SERVICE_ACCOUNT_TOKEN_RESPONSE;
    }
}
