package dev.extendedtoken.keycloak.endpoint.backchannel;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;

/** Takes the place of Keycloak's {@link PermissionGrantTypeFactory} under its id. */
public final class GuardedPermissionGrantFactory extends PermissionGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new GuardedPermissionGrant();
    }

    @Override
    public int order() {
        return 1;
    }
}
