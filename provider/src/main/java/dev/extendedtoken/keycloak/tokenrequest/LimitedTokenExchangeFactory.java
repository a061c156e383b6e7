package dev.extendedtoken.keycloak.tokenrequest;

import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantTypeFactory;

/** Replaces Keycloak's {@link TokenExchangeGrantTypeFactory}. */
public final class LimitedTokenExchangeFactory extends TokenExchangeGrantTypeFactory {

    @Override
    public OAuth2GrantType create(KeycloakSession session) {
        return new LimitedTokenExchange();
    }

    @Override
    public int order() {
        return 1;
    }
}
