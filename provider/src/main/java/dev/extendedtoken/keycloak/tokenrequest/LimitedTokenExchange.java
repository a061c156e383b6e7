package dev.extendedtoken.keycloak.tokenrequest;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantType;

/**
 * Keycloak's {@link TokenExchangeGrantType} that drops from the request what is beyond the {@link ScopeLimit} of the
 * subject token, as Keycloak's first token exchange drops what that token does not have.
 */
public class LimitedTokenExchange extends TokenExchangeGrantType {

    @Override
    public Response process(Context context) {
        MultivaluedMap<String, String> parameters = context.getFormParams();
        ScopeLimit.read(parameters.getFirst(OAuth2Constants.SUBJECT_TOKEN))
                .ifPresent(limit -> restrict(context.getSession(), limit, parameters));
        return super.process(context);
    }

    private static void restrict(KeycloakSession session, ScopeLimit limit, MultivaluedMap<String, String> parameters) {
        ScopeLimit.begin(session);
        String asked = parameters.getFirst(OAuth2Constants.SCOPE);
        if (asked == null) {
            return;
        }
        String left = limit.ofRequested(session, asked);
        if (left.isEmpty()) {
            parameters.remove(OAuth2Constants.SCOPE);
        } else {
            parameters.putSingle(OAuth2Constants.SCOPE, left);
        }
    }
}
