package dev.extendedtoken.keycloak.clientpolicy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.compat.BuildVersion;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.ProviderConfigProperty;
import org.keycloak.provider.ServerInfoAwareProviderFactory;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProvider;
import org.keycloak.services.clientpolicy.executor.ClientPolicyExecutorProviderFactory;

/**
 * The base of all client-policy executors of the extension: an id, a form in the Admin Console and a checked
 * configuration. The executor itself reacts to no event. {@link ClientPolicyEvaluator} finds the clients that its policies
 * match, and the package of the feature does the rest.
 */
public abstract class FeatureExecutorFactory
        implements ClientPolicyExecutorProviderFactory, ServerInfoAwareProviderFactory {

    private final String id;
    private final String helpText;
    private final Class<? extends ExecutorConfiguration> configuration;
    private final Function<JsonNode, ? extends ExecutorConfiguration> parser;

    /**
     * @param parser the constructor of the configuration, which takes any JSON
     * @param helpText for the Admin Console
     */
    protected <C extends ExecutorConfiguration> FeatureExecutorFactory(
            String id, Class<C> configuration, Function<JsonNode, C> parser, String helpText) {
        this.id = id;
        this.configuration = configuration;
        this.parser = parser;
        this.helpText = helpText;
    }

    /** Reads a stored configuration. Does not fail: see {@link ExecutorConfiguration#misconfiguration}. */
    final ExecutorConfiguration parse(JsonNode json) {
        return parser.apply(json);
    }

    @Override
    public final ClientPolicyExecutorProvider<?> create(KeycloakSession session) {
        return new Executor(id, configuration);
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public final String getHelpText() {
        return ConsoleText.help(helpText);
    }

    @Override
    public List<ProviderConfigProperty> getConfigProperties() {
        return List.of();
    }

    /** The version of the JAR, for <em>Server Info</em> in the Admin Console. */
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

    private record Executor(String id, Class<? extends ExecutorConfiguration> configuration)
            implements ClientPolicyExecutorProvider<ExecutorConfiguration> {

        @Override
        @SuppressWarnings("unchecked") // Keycloak only passes it to Jackson, and Jackson's result to this executor.
        public Class<ExecutorConfiguration> getExecutorConfigurationClass() {
            return (Class<ExecutorConfiguration>) configuration;
        }

        @Override
        public String getProviderId() {
            return id;
        }
    }
}
