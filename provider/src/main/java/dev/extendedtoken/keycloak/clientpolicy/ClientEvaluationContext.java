package dev.extendedtoken.keycloak.clientpolicy;

import org.keycloak.models.ClientModel;
import org.keycloak.services.clientpolicy.ClientPolicyEvent;
import org.keycloak.services.clientpolicy.context.ClientModelContext;

/** The context in which conditions vote: a client, independent of the current request. */
record ClientEvaluationContext(ClientModel client) implements ClientModelContext {

    @Override
    public ClientModel getClient() {
        return client;
    }

    /** Must not be null. No condition of Keycloak reacts to this event, so those that depend on the event abstain. */
    @Override
    public ClientPolicyEvent getEvent() {
        return ClientPolicyEvent.SERVICE_ACCOUNT_TOKEN_RESPONSE;
    }
}
