package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.compat.BuildVersion;
import java.util.List;
import java.util.Map;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ServerInfoAwareProviderFactory;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/**
 * A feature as Keycloak's client policies see it: an executor with an id, a form in the Admin Console and a checked
 * configuration. It only states what is wanted; {@link ClientPolicyEvaluator} finds out for whom, and the feature's own package acts.
 */
public abstract class FeatureExecutorFactory
        implements ClientPolicyExecutorProviderFactory, ServerInfoAwareProviderFactory {

    private final String id;
    private final Class<? extends ExecutorConfiguration> configuration;

    protected FeatureExecutorFactory(String id, Class<? extends ExecutorConfiguration> configuration) {
        this.id = id;
        this.configuration = configuration;
    }

    /** Reads a stored configuration. Never fails: what is wrong with it is its {@link ExecutorConfiguration#misconfiguration}. */
    protected abstract ExecutorConfiguration parse(JsonNode json);

    @Override
    public final ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new Statement(id, configuration);
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    /** The JAR's version, for <em>Server Info</em> in the Admin Console. */
    @Override
    public final Map<String, String> getOperationalInfo() {
        return Map.of("version", BuildVersion.read());
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    private record Statement(String id, Class<? extends ExecutorConfiguration> configuration)
            implements ClientPolicyExecutorProvider<ExecutorConfiguration> {

        @Override
        @SuppressWarnings("unchecked") // Keycloak only hands it to Jackson, and what Jackson makes of it back to us.
        public Class<ExecutorConfiguration> getExecutorConfigurationClass() {
            return (Class<ExecutorConfiguration>) configuration;
        }

        @Override
        public String getProviderId() {
            return id;
        }
    }
}
