package dev.extendedtoken.keycloak.apikey.console;

import dev.extendedtoken.keycloak.apikey.console.model.ConsoleAddress;
import dev.extendedtoken.keycloak.apikey.console.model.KeyConsole;
import jakarta.ws.rs.core.UriBuilder;
import java.net.URI;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.services.Urls;
import org.keycloak.urls.UrlType;

/** Where the key console of a realm is, and what it calls. */
record ConsolePlace(RealmModel realm, ConsoleAddress address) {

    private static final String STYLE = "common/keycloak/vendor/patternfly-v5/patternfly.min.css";

    static ConsolePlace forRealm(KeycloakSession session, RealmModel realm) {
        return new ConsolePlace(
                realm,
                new ConsoleAddress(
                        session.getContext().getUri(UrlType.ADMIN).getBaseUri(),
                        session.getContext().getUri(UrlType.FRONTEND).getBaseUri()));
    }

    /** The page, below the base address of the administration. */
    static String path(RealmModel realm) {
        return UriBuilder.fromPath("/realms/{realm}/" + KeyConsole.ID)
                .build(realm.getName())
                .getRawPath();
    }

    /** The page. Its redirect URI is the same. */
    URI page() {
        return UriBuilder.fromUri(address.administration()).path(path(realm)).build();
    }

    /** The Admin REST resource of API keys. */
    URI api() {
        return UriBuilder.fromUri(address.administration())
                .path("admin/realms/{realm}/api-keys")
                .build(realm.getName());
    }

    /** PatternFly, as Keycloak serves it to its own pages. */
    URI style() {
        return UriBuilder.fromUri(Urls.themeRoot(address.administration()))
                .path(STYLE)
                .build();
    }

    String contentSecurityPolicy() {
        return address.contentSecurityPolicy(page());
    }
}
