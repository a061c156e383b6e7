package dev.extendedtoken.keycloak.tokenrequest;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/** Replaces Keycloak's {@link AuthorizationCodeGrantTypeFactory}. */
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
