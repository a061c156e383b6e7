package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.admin.AdminResourceFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Adds {@link ApiKeysResource} to Keycloak's Admin REST API as {@code /admin/realms/{realm}/api-keys}. */
public final class ApiKeysFactory extends AdminResourceFactory {

    public ApiKeysFactory() {
        super("api-keys");
    }

    @Override
    protected Object resource(KeycloakSession session, AdminPermissionEvaluator auth, AdminEventBuilder event) {
        return new ApiKeysResource(session, auth, event);
    }
}
