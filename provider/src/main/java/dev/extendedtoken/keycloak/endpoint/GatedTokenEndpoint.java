package dev.extendedtoken.keycloak.endpoint;

import java.util.function.Consumer;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;

/**
 * Keycloak's {@link TokenEndpoint} with a second look, after the client is authenticated and before its grant runs: a
 * request can name two clients, and only one of them is authenticated.
 */
public class GatedTokenEndpoint extends TokenEndpoint {

    private final KeycloakSession session;
    private final Consumer<ClientModel> secondLook;

    /** @param secondLook throws the answer if the authenticated client may not do what the claimed one may */
    GatedTokenEndpoint(
            KeycloakSession session, TokenManager tokenManager, EventBuilder event, Consumer<ClientModel> secondLook) {
        super(session, tokenManager, event);
        this.session = session;
        this.secondLook = secondLook;
    }

    @Override
    protected void checkParameters() {
        // Some grants authenticate their client themselves; until then there is none.
        if (session.getContext().getClient() != null) {
            secondLook.accept(session.getContext().getClient());
        }
        super.checkParameters();
    }
}
