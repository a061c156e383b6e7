package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.tokenrequest.PermissionTokens;
import org.keycloak.protocol.oidc.grants.PermissionGrantType;

/**
 * Keycloak's {@link PermissionGrantType} (UMA 2.0), guarded: it authenticates its client itself, after the token endpoint
 * has checked the request, and may answer without a token. {@link PermissionTokens} keeps tickets within the scope of a
 * narrowed code exchange.
 */
public class GuardedPermissionGrant extends PermissionGrantType {

    @Override
    protected void setContext(Context context) {
        super.setContext(context);
        tokenManager = new PermissionTokens(headers, formParams);
    }

    @Override
    protected void checkClient() {
        super.checkClient();
        RequestGuard.forRequest(session).ifPresent(guard -> {
            guard.checkAuthenticatedClient();
            guard.checkTokenRequest();
        });
    }
}
