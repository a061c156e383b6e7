package dev.extendedtoken.keycloak.endpoint.alias;

/** {@code /realms/{realm}/as/{token,authorize,revoke,introspect}}. */
public final class AsAliasFactory extends AliasFactory {

    public AsAliasFactory() {
        super("as", AliasEndpoints::new);
    }
}
