package dev.extendedtoken.keycloak.endpoint;

import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;

/**
 * Keycloak's {@link TokenEndpoint} with a second look, after the client is authenticated and before its grant runs.
 */
public class GatedTokenEndpoint extends TokenEndpoint {

    private final Runnable secondLook;

    /** @param secondLook throws the answer if the client that was authenticated may not do what the claimed one may */
    GatedTokenEndpoint(KeycloakSession session, TokenManager tokenManager, EventBuilder event, Runnable secondLook) {
        super(session, tokenManager, event);
        this.secondLook = secondLook;
    }

    @Override
    protected void checkParameters() {
        secondLook.run();
        super.checkParameters();
    }
}
