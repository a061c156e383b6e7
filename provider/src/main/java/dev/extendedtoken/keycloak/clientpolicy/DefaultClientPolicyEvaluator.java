package dev.extendedtoken.keycloak.clientpolicy;

import dev.extendedtoken.keycloak.storage.DatabaseTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/** The evaluator of one session, which evaluates each client once. */
final class DefaultClientPolicyEvaluator implements ClientPolicyEvaluator {

    private static final Logger LOG = Logger.getLogger(DefaultClientPolicyEvaluator.class);

    private final KeycloakSession session;
    private final BiFunction<KeycloakSession, RealmModel, RealmPolicies> reader;
    private final EvaluationCache cache;
    private final Map<String, RealmPolicies> byRealm = new HashMap<>();
    private final Map<String, MatchingPolicies> byClient = new HashMap<>();

    /**
     * @param reader reads the policies of a realm, or returns them from a cache
     * @param cache of all sessions
     */
    DefaultClientPolicyEvaluator(
            KeycloakSession session,
            BiFunction<KeycloakSession, RealmModel, RealmPolicies> reader,
            EvaluationCache cache) {
        this.session = session;
        this.reader = reader;
        this.cache = cache;
    }

    @Override
    public boolean isConfigured(Class<? extends ExecutorConfiguration> kind) {
        return policies().isConfigured(kind);
    }

    @Override
    public <C extends ExecutorConfiguration> Evaluation<C> evaluate(ClientModel client, Class<C> kind) {
        return isConfigured(kind) ? matching(client).evaluation(kind) : new Evaluation.NotConfigured<>();
    }

    @Override
    public boolean mayMatch(ClientModel client) {
        return matching(client).mayMatch();
    }

    @Override
    public Optional<Set<ExecutorConfiguration>> matchingNow(ClientModel client) {
        return match(client).known();
    }

    private MatchingPolicies matching(ClientModel client) {
        MatchingPolicies known = byClient.get(client.getId());
        if (known == null) {
            known = match(client);
            byClient.put(client.getId(), known);
        }
        return known;
    }

    /** Evaluates the client as it is now. If the database has failed, the votes rest on missing data, so the result is not used. */
    MatchingPolicies match(ClientModel client) {
        DatabaseTransaction transaction = new DatabaseTransaction(session);
        RealmPolicies policies = transaction.read(this::policies);
        if (policies.clientConditions().isEmpty()) {
            return transaction.read(() -> match(policies, client));
        }
        Set<ClientCondition> conditions = policies.clientConditions().get();
        ClientProperties properties = transaction.read(() -> ClientProperties.read(client, conditions));
        Optional<MatchingPolicies> known = cache.find(policies, client.getId(), properties);
        if (known.isPresent()) {
            return known.get();
        }
        MatchingPolicies matching = transaction.read(() -> match(policies, client));
        cache.put(policies, client.getId(), properties, matching);
        return matching;
    }

    private MatchingPolicies match(RealmPolicies policies, ClientModel client) {
        PolicyMatcher matcher = new PolicyMatcher(session, client);
        List<ExecutorConfiguration> executors = new ArrayList<>();
        List<ExecutorConfiguration> unknown = new ArrayList<>();
        for (RealmPolicies.Policy policy : policies.policies()) {
            try {
                if (matcher.matches(policy)) {
                    executors.addAll(policy.executors());
                }
            } catch (UnreadableConditionException e) {
                LOG.warnf(
                        "A condition of policy '%s' in realm '%s' cannot vote, so the features of that policy refuse: %s",
                        policy.name(), session.getContext().getRealm().getName(), e.getMessage());
                unknown.addAll(policy.executors());
            }
        }
        return new MatchingPolicies(executors, unknown, policies.readable());
    }

    @Override
    public boolean ignoresPolicyEvents() {
        RealmModel realm = session.getContext().getRealm();
        return realm != null && reader.apply(session, realm).ignoresPolicyEvents();
    }

    @Override
    public OptionalInt expiryTolerance(RealmModel realm, String issuedTo) {
        return policies(realm).expiryTolerance(issuedTo);
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
        return byRealm.computeIfAbsent(realm.getId(), id -> reader.apply(session, realm));
    }
}
