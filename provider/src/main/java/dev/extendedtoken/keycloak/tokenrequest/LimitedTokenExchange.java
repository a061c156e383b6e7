package dev.extendedtoken.keycloak.tokenrequest;

import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import org.keycloak.OAuth2Constants;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantType;

/**
 * Keycloak's {@link TokenExchangeGrantType} that removes scopes beyond the {@link ScopeLimit} of the subject token from the
 * request. Keycloak's legacy token exchange also removes scopes that the subject token does not have.
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
        ScopeLimit.apply(session);
        String requested = parameters.getFirst(OAuth2Constants.SCOPE);
        if (requested == null) {
            return;
        }
        String restricted = limit.restrictRequested(session, requested);
        if (restricted.isEmpty()) {
            parameters.remove(OAuth2Constants.SCOPE);
        } else {
            parameters.putSingle(OAuth2Constants.SCOPE, restricted);
        }
    }
}
