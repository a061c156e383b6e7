package dev.extendedtoken.keycloak.tokenrequest;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/** Takes the place of Keycloak's {@link AuthorizationCodeGrantTypeFactory} under its id. */
public final class NarrowingCodeGrantFactory extends AuthorizationCodeGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new NarrowingCodeGrant();
    }

    @Override
    public int order() {
        return 1;
    }
}
