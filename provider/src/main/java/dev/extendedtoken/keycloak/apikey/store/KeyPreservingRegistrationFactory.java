package dev.extendedtoken.keycloak.apikey.store;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.clientregistration.DefaultClientRegistrationProviderFactory;

/** Replaces Keycloak's {@link DefaultClientRegistrationProviderFactory}. */
public final class KeyPreservingRegistrationFactory extends DefaultClientRegistrationProviderFactory {

    @Override
    public ClientRegistrationProvider create(KeycloakSession session) {
        return new KeyPreservingRegistration(session);
    }

    @Override
    public int order() {
        return 1;
    }
}
