package dev.extendedtoken.keycloak.endpoint.login;

import dev.extendedtoken.keycloak.outofband.Headless;
import dev.extendedtoken.keycloak.userjwt.UserJwtLogin;
import java.util.Set;
import org.keycloak.cookie.CookieProvider;
import org.keycloak.cookie.CookieType;
import org.keycloak.models.KeycloakSession;

/**
 * Keycloak's cookies, except for two kinds of login: a headless login neither reads nor writes any cookie, and a login by
 * user JWT neither reads nor writes those of the browser's SSO session.
 */
final class HeadlessCookieProvider implements CookieProvider {

    private static final Set<CookieType> SSO = Set.of(CookieType.IDENTITY, CookieType.SESSION);

    private final KeycloakSession session;
    private final CookieProvider builtIn;

    /** @param builtIn null for a headless request, which never asks it */
    HeadlessCookieProvider(KeycloakSession session, CookieProvider builtIn) {
        this.session = session;
        this.builtIn = builtIn;
    }

    @Override
    public void set(CookieType type, String value) {
        if (!isSuppressed(type)) {
            builtIn.set(type, value);
        }
    }

    @Override
    public void set(CookieType type, String value, int maxAge) {
        if (!isSuppressed(type)) {
            builtIn.set(type, value, maxAge);
        }
    }

    @Override
    public String get(CookieType type) {
        return isSuppressed(type) ? null : builtIn.get(type);
    }

    @Override
    public void expire(CookieType type) {
        if (!isSuppressed(type)) {
            builtIn.expire(type);
        }
    }

    private boolean isSuppressed(CookieType type) {
        return Headless.isCurrent(session) || SSO.contains(type) && UserJwtLogin.isCurrent(session);
    }

    @Override
    public void close() {
        if (builtIn != null) {
            builtIn.close();
        }
    }
}
