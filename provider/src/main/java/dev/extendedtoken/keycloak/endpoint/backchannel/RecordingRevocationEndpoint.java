package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.userjwt.UserJwtRevocations;
import jakarta.ws.rs.core.Response;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.endpoints.TokenRevocationEndpoint;

/** Keycloak's {@link TokenRevocationEndpoint}, whose revocations are remembered for user JWTs. */
public class RecordingRevocationEndpoint extends TokenRevocationEndpoint {

    private final KeycloakSession session;

    public RecordingRevocationEndpoint(KeycloakSession session, EventBuilder event) {
        super(session, event);
        this.session = session;
    }

    @Override
    public Response revoke() {
        Response response = super.revoke();
        new UserJwtRevocations(session).extend();
        return response;
    }
}
