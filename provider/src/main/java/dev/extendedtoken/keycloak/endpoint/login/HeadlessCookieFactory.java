package dev.extendedtoken.keycloak.endpoint.login;

import dev.extendedtoken.keycloak.outofband.Headless;
import org.keycloak.cookie.CookieProvider;
import org.keycloak.cookie.DefaultCookieProviderFactory;
import org.keycloak.models.KeycloakSession;

/** Takes the place of Keycloak's {@link DefaultCookieProviderFactory} under its id. */
public final class HeadlessCookieFactory extends DefaultCookieProviderFactory {

    @Override
    public CookieProvider create(KeycloakSession session) {
        // The constructor of Keycloak's provider removes old cookies.
        CookieProvider builtIn = Headless.isCurrent(session) ? null : super.create(session);
        return new HeadlessCookieProvider(session, builtIn);
    }

    @Override
    public int order() {
        return 1;
    }
}
