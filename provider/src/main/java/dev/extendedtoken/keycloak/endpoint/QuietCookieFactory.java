package dev.extendedtoken.keycloak.endpoint;

import org.keycloak.cookie.CookieProvider;
import org.keycloak.cookie.DefaultCookieProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's {@link DefaultCookieProviderFactory} under its id. */
public final class QuietCookieFactory extends DefaultCookieProviderFactory {

    @Override
    public CookieProvider create(KeycloakSession session) {
        return new QuietCookieProvider(session, super.create(session));
    }

    @Override
    public int order() {
        return 1;
    }
}
