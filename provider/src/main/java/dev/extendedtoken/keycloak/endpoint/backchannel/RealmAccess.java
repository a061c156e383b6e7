package dev.extendedtoken.keycloak.endpoint.backchannel;

import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;

/** Whether Keycloak will look at a request at all: a closed realm answers before any body is read. */
public record RealmAccess(KeycloakSession session) {

    public boolean isOpen() {
        KeycloakContext context = session.getContext();
        boolean secure = "https".equals(context.getUri().getBaseUri().getScheme())
                || !context.getRealm().getSslRequired().isRequired(context.getConnection());
        return secure && context.getRealm().isEnabled();
    }
}
