package dev.extendedtoken.keycloak.endpoint;

import org.keycloak.models.KeycloakContext;
import org.keycloak.models.KeycloakSession;

/** Whether Keycloak will look at a request at all: a closed realm answers before any body is read. */
record RealmAccess(KeycloakSession session) {

    boolean isOpen() {
        KeycloakContext context = session.getContext();
        boolean secure = "https".equals(context.getUri().getBaseUri().getScheme())
                || !context.getRealm().getSslRequired().isRequired(context.getConnection());
        return secure && context.getRealm().isEnabled();
    }
}
