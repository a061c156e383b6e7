package dev.extendedtoken.keycloak.endpoint.alias;

import dev.extendedtoken.keycloak.endpoint.ExtendedOidcService;
import jakarta.ws.rs.Path;

/** Below {@code /realms/{realm}/oauth}, the token endpoint is known by two names. */
public class OauthAliasEndpoints extends AliasEndpoints {

    OauthAliasEndpoints(ExtendedOidcService service) {
        super(service);
    }

    @Path("tokens")
    public Object tokens() {
        return token();
    }
}
