package dev.extendedtoken.keycloak.gate;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Makes {@link Gate} a provider of the session, so that Keycloak keeps one instance a request. */
public final class GateSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "extended-token-gate";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return Gate.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return GateFactory.class;
    }
}
