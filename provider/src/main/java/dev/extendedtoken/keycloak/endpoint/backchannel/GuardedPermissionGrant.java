package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.tokenrequest.PermissionTokens;
import org.keycloak.OAuth2Constants;
import org.keycloak.protocol.oidc.grants.PermissionGrantType;

/**
 * Keycloak's {@link PermissionGrantType} (UMA 2.0) with a second look: it authenticates its client itself, after the
 * token endpoint has looked, and may answer without a token. A ticket has no scope that was narrowed away.
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
        // Where a request is guarded, whoever reads its parameters is looked at again; elsewhere this does nothing.
        request.getDecodedFormParameters().getFirst(OAuth2Constants.GRANT_TYPE);
        TokenRules.of(session).ifPresent(TokenRules::check);
    }
}
