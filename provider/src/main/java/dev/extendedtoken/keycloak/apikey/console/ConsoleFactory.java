package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.apikey.console.model.KeyConsole;
import dev.extendedtoken.keycloak.clientpolicy.ReservedClient;
import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/**
 * {@code /realms/{realm}/api-key-console}. It does not exist unless the server is started with
 * {@code --spi-realm-restapi-extension--api-key-console--enabled=true}, and in a realm only if {@link ConsoleGuard} finds
 * everything as it has to be: else Keycloak answers as to a path that it does not have.
 */
public final class ConsoleFactory
        implements RealmResourceProviderFactory, EnvironmentDependentProviderFactory, ReservedClient {

    private final ConsoleWarnings warnings = new ConsoleWarnings();

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                return new ConsoleGuard(session, warnings)
                        .find()
                        .map(place -> new ConsoleResource(session, place))
                        .orElse(null);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        return config.getBoolean("enabled", false);
    }

    @Override
    public String reservedClientId() {
        return KeyConsole.ID;
    }

    @Override
    public String getId() {
        return KeyConsole.ID;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {
        factory.register(new NewConsoleClient());
    }

    @Override
    public void close() {}
}
