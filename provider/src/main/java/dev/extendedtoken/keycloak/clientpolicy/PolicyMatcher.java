package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.JsonConfigComponentModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientPolicyConditionConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.ClientPolicyVote;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProvider;
import org.keycloak.util.JsonSerialization;

/**
 * Matches policies against one client by the votes of Keycloak's condition providers, with the rules of
 * {@code DefaultClientPolicyManager}. An event sent through that manager would reach all executors of the realm, some of
 * which act on any event.
 */
final class PolicyMatcher {

    private final KeycloakSession session;
    private final ClientEvaluationContext context;

    PolicyMatcher(KeycloakSession session, ClientModel client) {
        this.session = session;
        this.context = new ClientEvaluationContext(client);
    }

    /** @throws UnreadableConditionException if a condition cannot vote */
    boolean matches(RealmPolicies.Policy policy) throws UnreadableConditionException {
        try {
            return isMatchedByVotes(policy);
        } catch (ClientPolicyException e) {
            throw new UnreadableConditionException(e);
        } catch (RuntimeException e) {
            if (isOfConfiguration(e)) {
                throw new UnreadableConditionException(e);
            }
            throw e;
        }
    }

    /** Keycloak's conditions read parts of their configuration only when they vote. */
    private static boolean isOfConfiguration(RuntimeException e) {
        return e instanceof IllegalArgumentException
                || e instanceof IllegalStateException
                || e.getCause() instanceof JsonProcessingException;
    }

    private boolean isMatchedByVotes(RealmPolicies.Policy policy) throws ClientPolicyException {
        boolean matched = false;
        for (PolicyJson.Condition condition : policy.conditions()) {
            switch (vote(provider(condition))) {
                case NO -> {
                    return false;
                }
                case YES -> matched = true;
                case ABSTAIN -> {
                    if (policy.strict()) {
                        return false;
                    }
                }
            }
        }
        return matched;
    }

    private ClientPolicyVote vote(ClientPolicyConditionProvider<?> condition) throws ClientPolicyException {
        ClientPolicyVote vote = condition.applyPolicy(context);
        if (!condition.isNegativeLogic()) {
            return vote;
        }
        return switch (vote) {
            case YES -> ClientPolicyVote.NO;
            case NO -> ClientPolicyVote.YES;
            case ABSTAIN -> ClientPolicyVote.ABSTAIN;
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // The provider itself names the class of its configuration.
    private ClientPolicyConditionProvider<?> provider(PolicyJson.Condition condition) {
        ComponentModel model = new JsonConfigComponentModel(
                ClientPolicyConditionProvider.class,
                session.getContext().getRealm().getId(),
                condition.id(),
                condition.configuration());
        ClientPolicyConditionProvider provider =
                session.getComponentProvider(ClientPolicyConditionProvider.class, model.getId(), factory -> model);
        if (provider == null) {
            throw new IllegalStateException("no condition '" + condition.id() + "' is installed");
        }
        Object configuration = JsonSerialization.mapper.convertValue(
                condition.configuration(), provider.getConditionConfigurationClass());
        provider.setupConfiguration((ClientPolicyConditionConfigurationRepresentation) configuration);
        return provider;
    }
}
