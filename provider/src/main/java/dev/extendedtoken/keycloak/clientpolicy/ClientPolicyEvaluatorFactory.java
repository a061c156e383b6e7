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
import org.keycloak.provider.ProviderFactory;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;

/**
 * Makes gates, and remembers what each realm's policies ask for, so that a request neither parses the realm's JSON
 * again nor pays anything in a realm that does not use us.
 */
public final class ClientPolicyEvaluatorFactory implements ProviderFactory<ClientPolicyEvaluator> {

    /** Realms come and go; what they asked for may be forgotten at any time. */
    private static final int MAX_REMEMBERED = 10_000;

    private static final Logger LOG = Logger.getLogger(ClientPolicyEvaluatorFactory.class);

    private final Map<String, RealmPolicies> remembered = new ConcurrentHashMap<>();
    private Map<String, FeatureExecutorFactory> features = Map.of();

    @Override
    public ClientPolicyEvaluator create(KeycloakSession session) {
        return new RealmPolicyEvaluator(session, this::policiesOf);
    }

    private RealmPolicies policiesOf(KeycloakSession session, RealmModel realm) {
        PolicySource source = PolicySource.of(session, realm);
        if (source.isEmpty()) {
            return RealmPolicies.NONE;
        }
        RealmPolicies known = remembered.get(realm.getId());
        if (known != null && known.isFrom(source)) {
            return known;
        }
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.clear();
        }
        // In one go, so that what is to be said of a state of the policies is said once.
        return remembered.compute(
                realm.getId(),
                (id, last) -> last != null && last.isFrom(source) ? last : read(realm.getName(), source, last));
    }

    private RealmPolicies read(String realm, PolicySource source, RealmPolicies last) {
        RealmPolicies read = RealmPolicies.read(realm, source, features);
        if (last != null && last.readable() && read.readable()) {
            SortedSet<String> gone = last.executors();
            gone.removeAll(read.executors());
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
        features = factory.getProviderFactoriesStream(ClientPolicyExecutorProvider.class)
                .filter(FeatureExecutorFactory.class::isInstance)
                .map(FeatureExecutorFactory.class::cast)
                .collect(Collectors.toUnmodifiableMap(FeatureExecutorFactory::getId, Function.identity()));
        // Whoever has asked before this knew of no features.
        remembered.clear();
    }

    @Override
    public void close() {
        remembered.clear();
    }

    @Override
    public String getId() {
        return "default";
    }
}
