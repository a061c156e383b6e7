package dev.extendedtoken.keycloak.outofband;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProvider;
import org.keycloak.protocol.oidc.endpoints.AuthorizationEndpointCheckProviderFactory;

/** Creates {@link OutOfBandCheck}. Keycloak runs the checks of all factories. */
public final class OutOfBandCheckFactory implements AuthorizationEndpointCheckProviderFactory {

    @Override
    public AuthorizationEndpointCheckProvider create(KeycloakSession session) {
        return new OutOfBandCheck(session);
    }

    @Override
    public String getId() {
        return OutOfBandExecutorFactory.ID;
    }

    @Override
    public boolean isSupported(Config.Scope config) {
        return true;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}
}
