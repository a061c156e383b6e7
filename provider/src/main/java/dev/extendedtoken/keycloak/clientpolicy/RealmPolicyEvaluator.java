package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.component.ComponentModel;
import org.keycloak.component.JsonConfigComponentModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.representations.idm.ClientPolicyConditionConfigurationRepresentation;
import org.keycloak.services.clientpolicy.ClientPolicyException;
import org.keycloak.services.clientpolicy.ClientPolicyVote;
import org.keycloak.services.clientpolicy.condition.ClientPolicyConditionProvider;
import org.keycloak.util.JsonSerialization;

/**
 * Lets Keycloak's own condition providers vote, but only those of policies that hold an executor of ours: an event
 * sent through Keycloak's {@code ClientPolicyManager} would reach every executor of the realm, some of which act on
 * any event.
 */
final class RealmPolicyEvaluator implements ClientPolicyEvaluator {

    private static final Logger LOG = Logger.getLogger(RealmPolicyEvaluator.class);

    private final KeycloakSession session;
    private final BiFunction<KeycloakSession, RealmModel, RealmPolicies> policiesOf;
    private final Map<String, RealmPolicies> byRealm = new HashMap<>();
    private final Map<String, Evaluation> evaluations = new HashMap<>();

    RealmPolicyEvaluator(KeycloakSession session, BiFunction<KeycloakSession, RealmModel, RealmPolicies> policiesOf) {
        this.session = session;
        this.policiesOf = policiesOf;
    }

    @Override
    public boolean isConfigured(Class<? extends ExecutorConfiguration> executor) {
        return policies().use(executor);
    }

    @Override
    public Evaluation evaluate(ClientModel client) {
        Evaluation known = evaluations.get(client.getId());
        if (known == null) {
            known = evaluateAgain(client);
            evaluations.put(client.getId(), known);
        }
        return known;
    }

    /** A condition that asks for what the database does not tell would vote no. */
    @Override
    public Evaluation evaluateAgain(ClientModel client) {
        return new DatabaseTransaction(session).read(() -> evaluation(client));
    }

    private Evaluation evaluation(ClientModel client) {
        RealmPolicies policies = policies();
        ClientConditionContext context = new ClientConditionContext(client);
        List<ExecutorConfiguration> executors = new ArrayList<>();
        List<ExecutorConfiguration> undecided = new ArrayList<>();
        for (RealmPolicies.Policy policy : policies.policies()) {
            try {
                if (matches(policy, context)) {
                    executors.addAll(policy.executors());
                }
            } catch (ClientPolicyException e) {
                warnOf(policy, e);
                undecided.addAll(policy.executors());
            } catch (RuntimeException e) {
                if (!isOfConfiguration(e)) {
                    throw e;
                }
                warnOf(policy, e);
                undecided.addAll(policy.executors());
            }
        }
        return new Evaluation(executors, undecided, policies.readable());
    }

    /** Keycloak's conditions read parts of their configuration when they vote. */
    private static boolean isOfConfiguration(RuntimeException e) {
        return e instanceof IllegalArgumentException
                || e instanceof IllegalStateException
                || e.getCause() instanceof JsonProcessingException;
    }

    private void warnOf(RealmPolicies.Policy policy, Exception e) {
        LOG.warnf(
                "A condition of policy '%s' in realm '%s' cannot vote, so the features of that policy refuse: %s",
                policy.name(), session.getContext().getRealm().getName(), e.getMessage());
    }

    @Override
    public boolean hasOnlyExtensionExecutors() {
        RealmModel realm = session.getContext().getRealm();
        return realm != null && policiesOf.apply(session, realm).onlyExtensionExecutors();
    }

    @Override
    public OptionalInt secondsAfterExpiry(RealmModel realm, String issuedTo) {
        return policies(realm).secondsAfterExpiry(issuedTo);
    }

    @Override
    public Set<String> requestHeaders() {
        return policies().policies().stream()
                .flatMap(policy -> policy.executors().stream())
                .flatMap(executor -> executor.requestHeaders().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private RealmPolicies policies() {
        RealmModel realm = session.getContext().getRealm();
        return realm == null ? RealmPolicies.NONE : policies(realm);
    }

    private RealmPolicies policies(RealmModel realm) {
        return byRealm.computeIfAbsent(realm.getId(), id -> policiesOf.apply(session, realm));
    }

    private boolean matches(RealmPolicies.Policy policy, ClientConditionContext context) throws ClientPolicyException {
        boolean matched = false;
        for (PolicyJson.Condition condition : policy.conditions()) {
            switch (vote(provider(condition), context)) {
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

    private static ClientPolicyVote vote(ClientPolicyConditionProvider<?> condition, ClientConditionContext context)
            throws ClientPolicyException {
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

    @SuppressWarnings({"unchecked", "rawtypes"}) // The provider names the class of its configuration itself.
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
