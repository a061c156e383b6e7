package dev.extendedtoken.keycloak.rotation.admin;

import dev.extendedtoken.keycloak.admin.AdminResourceFactory;
import dev.extendedtoken.keycloak.rotation.RotatingRefreshTokenFactory;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Adds {@link FamiliesResource} to Keycloak's Admin REST API as {@code /admin/realms/{realm}/refresh-token-families}. */
public final class FamiliesFactory extends AdminResourceFactory {

    public FamiliesFactory() {
        super(UserAccess.PATH);
    }

    /** Null where an option of the server has disabled rotation. */
    @Override
    protected Object resource(KeycloakSession session, AdminPermissionEvaluator auth, AdminEventBuilder event) {
        RotatingRefreshTokenFactory rotation = RotatingRefreshTokenFactory.installed(session);
        return rotation == null
                ? null
                : new FamiliesResource(
                        new UserAccess(session, auth.users(), event),
                        new UserFamilies(session),
                        new RequestedEnd(session, rotation.lock(), rotation.database()));
    }
}
