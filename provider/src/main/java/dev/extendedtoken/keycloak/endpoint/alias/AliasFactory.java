package dev.extendedtoken.keycloak.endpoint.alias;

import dev.extendedtoken.keycloak.endpoint.ExtendedOidcService;
import java.util.function.Function;
import org.keycloak.Config;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.EnvironmentDependentProviderFactory;
import org.keycloak.services.resource.RealmResourceProvider;
import org.keycloak.services.resource.RealmResourceProviderFactory;

/**
 * Alias paths below {@code /realms/{realm}/<id>}. They do not exist unless the server is started with
 * {@code --spi-realm-restapi-extension--<id>--enabled=true}: a reverse proxy's rules may go by path.
 */
abstract class AliasFactory implements RealmResourceProviderFactory, EnvironmentDependentProviderFactory {

    private final String id;
    private final Function<ExtendedOidcService, AliasEndpoints> endpoints;

    AliasFactory(String id, Function<ExtendedOidcService, AliasEndpoints> endpoints) {
        this.id = id;
        this.endpoints = endpoints;
    }

    @Override
    public RealmResourceProvider create(KeycloakSession session) {
        return new RealmResourceProvider() {
            @Override
            public Object getResource() {
                KeycloakContext context = session.getContext();
                EventBuilder event = new EventBuilder(context.getRealm(), session, context.getConnection());
                return endpoints.apply(new ExtendedOidcService(session, event));
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
    public String getId() {
        return id;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
