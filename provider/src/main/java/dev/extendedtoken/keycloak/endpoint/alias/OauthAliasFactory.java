package dev.extendedtoken.keycloak.endpoint.alias;

/** {@code /realms/{realm}/oauth/{token,tokens,authorize,revoke,introspect}}. */
public final class OauthAliasFactory extends AliasFactory {

    public OauthAliasFactory() {
        super("oauth", OauthAliasEndpoints::new);
    }
}
