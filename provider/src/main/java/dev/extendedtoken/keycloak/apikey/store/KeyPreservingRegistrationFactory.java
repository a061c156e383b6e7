package dev.extendedtoken.keycloak.apikey.store;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.clientregistration.DefaultClientRegistrationProviderFactory;

/** Takes the place of Keycloak's {@link DefaultClientRegistrationProviderFactory} under its id. */
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
