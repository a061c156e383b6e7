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
    private final RequestGuard guard;

    public GuardedCiba(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session);
        setEvent(event);
        this.session = session;
        this.event = event;
        this.guard = guard;
    }

    @Override
    @Path("/auth")
    public BackchannelAuthenticationEndpoint authorize() {
        return new GuardedCibaEndpoint(session, event, guard);
    }
}
