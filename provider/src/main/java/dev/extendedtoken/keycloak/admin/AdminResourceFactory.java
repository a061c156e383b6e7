package dev.extendedtoken.keycloak.admin;

import org.keycloak.Config;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.models.RealmModel;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProvider;
import org.keycloak.services.resources.admin.ext.AdminRealmResourceProviderFactory;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/** Adds a resource to Keycloak's Admin REST API as {@code /admin/realms/{realm}/{id}}. */
public abstract class AdminResourceFactory implements AdminRealmResourceProviderFactory {

    private final String id;

    /** @param id the id of the provider, and the path of the resource */
    protected AdminResourceFactory(String id) {
        this.id = id;
    }

    /** The JAX-RS resource for one request of an authenticated administrator; null: 404. */
    protected abstract Object resource(KeycloakSession session, AdminPermissionEvaluator auth, AdminEventBuilder event);

    @Override
    public final AdminRealmResourceProvider create(KeycloakSession session) {
        return new Provider();
    }

    @Override
    public final String getId() {
        return id;
    }

    @Override
    public void init(Config.Scope config) {}

    @Override
    public void postInit(KeycloakSessionFactory factory) {}

    @Override
    public void close() {}

    private final class Provider implements AdminRealmResourceProvider {

        @Override
        public Object getResource(
                KeycloakSession session, RealmModel realm, AdminPermissionEvaluator auth, AdminEventBuilder event) {
            return resource(session, auth, event);
        }

        @Override
        public void close() {}
    }
}
