package dev.extendedtoken.keycloak.clientpolicy;

import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

/** Makes {@link ClientPolicyEvaluator} a provider, so that Keycloak keeps one instance per session. */
public final class ClientPolicyEvaluatorSpi implements Spi {

    @Override
    public boolean isInternal() {
        return false;
    }

    @Override
    public String getName() {
        return "extended-token-client-policy-evaluator";
    }

    @Override
    public Class<? extends Provider> getProviderClass() {
        return ClientPolicyEvaluator.class;
    }

    @Override
    public Class<? extends ProviderFactory<?>> getProviderFactoryClass() {
        return ClientPolicyEvaluatorFactory.class;
    }
}
