package dev.extendedtoken.keycloak.endpoint.backchannel;

import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientregistration.AdapterInstallationClientRegistrationProviderFactory;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;

/** Takes the place of Keycloak's {@link AdapterInstallationClientRegistrationProviderFactory} under its id. */
public final class GuardedInstallationFactory extends AdapterInstallationClientRegistrationProviderFactory {

    @Override
    public ClientRegistrationProvider create(KeycloakSession session) {
        return new GuardedInstallation(session);
    }

    @Override
    public int order() {
        return 1;
    }
}
