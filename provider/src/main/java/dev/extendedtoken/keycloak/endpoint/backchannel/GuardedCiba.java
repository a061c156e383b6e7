package dev.extendedtoken.keycloak.endpoint.backchannel;

import jakarta.ws.rs.Path;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.BackchannelAuthenticationEndpoint;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.CibaRootEndpoint;

/** Keycloak's {@link CibaRootEndpoint} with a guarded endpoint below it. */
public final class GuardedCiba extends CibaRootEndpoint {

    private final KeycloakSession session;
    private final EventBuilder event;

    public GuardedCiba(KeycloakSession session, EventBuilder event) {
        super(session);
        setEvent(event);
        this.session = session;
        this.event = event;
    }

    @Override
    @Path("/auth")
    public BackchannelAuthenticationEndpoint authorize() {
        return new GuardedCibaEndpoint(session, event, ClientGuard.overForm(session, event));
    }
}
