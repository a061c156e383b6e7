package dev.extendedtoken.keycloak.endpoint.http;

import org.keycloak.headers.DefaultSecurityHeadersProviderFactory;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's {@link DefaultSecurityHeadersProviderFactory} under its id. */
public final class ExtendedSecurityHeadersFactory extends DefaultSecurityHeadersProviderFactory {

    @Override
    public SecurityHeadersProvider create(KeycloakSession session) {
        return new ExtendedSecurityHeadersProvider(session);
    }

    @Override
    public int order() {
        return 1;
    }
}
