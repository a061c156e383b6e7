package dev.extendedtoken.keycloak.endpoint.backchannel;

import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;

/** Whether Keycloak processes requests to the realm: it is enabled, and HTTPS is used if required. */
public record RealmAccess(KeycloakSession session) {

    public boolean isOpen() {
        KeycloakContext context = session.getContext();
        boolean secure = "https".equals(context.getUri().getBaseUri().getScheme())
                || !context.getRealm().getSslRequired().isRequired(context.getConnection());
        return secure && context.getRealm().isEnabled();
    }
}
