package dev.extendedtoken.keycloak.clientpolicy;

import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/** Caches the policies of each realm and their evaluations, so that a request does not parse the realm's JSON again. */
public final class ClientPolicyEvaluatorFactory implements ProviderFactory<ClientPolicyEvaluator> {

    /** The number of realms at which the cache is emptied: it also holds realms that other nodes have removed. */
    private static final int MAX_CACHED = 10_000;

    private static final Logger LOG = Logger.getLogger(ClientPolicyEvaluatorFactory.class);

    private final Map<String, RealmPolicies> cache = new ConcurrentHashMap<>();
    private final EvaluationCache evaluations = new EvaluationCache();
    private Map<String, FeatureExecutorFactory> factories = Map.of();

    @Override
    public ClientPolicyEvaluator create(KeycloakSession session) {
        return new DefaultClientPolicyEvaluator(session, this::policies, evaluations);
    }

    private RealmPolicies policies(KeycloakSession session, RealmModel realm) {
        PolicySource source = PolicySource.forRealm(session, realm);
        if (source.isEmpty()) {
            cache.remove(realm.getId());
            return RealmPolicies.NONE;
        }
        RealmPolicies known = cache.get(realm.getId());
        if (known != null && known.isFrom(source)) {
            return known;
        }
        if (cache.size() >= MAX_CACHED) {
            cache.clear();
        }
        // Atomic, so that the warnings about one state of the policies are logged once.
        return cache.compute(
                realm.getId(),
                (id, last) -> last != null && last.isFrom(source) ? last : read(realm.getName(), source, last));
    }

    private RealmPolicies read(String realm, PolicySource source, RealmPolicies last) {
        RealmPolicies read = new RealmPoliciesReader(realm, factories).read(source);
        if (last != null && last.readable() && read.readable()) {
            SortedSet<String> gone = last.executorIds();
            gone.removeAll(read.executorIds());
            if (!gone.isEmpty()) {
                LOG.infof("No enabled policy of realm '%s' has these executors any more: %s", realm, gone);
            }
        }
        return read;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        StartUpMessage.logAfterStart(factory, this::policies);
        factories = factory.getProviderFactoriesStream(ClientPolicyExecutorProvider.class)
                .filter(FeatureExecutorFactory.class::isInstance)
                .map(FeatureExecutorFactory.class::cast)
                .collect(Collectors.toUnmodifiableMap(FeatureExecutorFactory::getId, Function.identity()));
        // What was read before this is without the executors.
        cache.clear();
        evaluations.clear();
        factory.register(this::forgetRemoved);
        IneffectivePolicyGauges.register(cache::values);
    }

    private void forgetRemoved(ProviderEvent event) {
        if (event instanceof RealmModel.RealmRemovedEvent removed) {
            cache.remove(removed.getRealm().getId());
        }
    }

    @Override
    public void close() {
        cache.clear();
        evaluations.clear();
    }

    @Override
    public String getId() {
        return "default";
    }
}
