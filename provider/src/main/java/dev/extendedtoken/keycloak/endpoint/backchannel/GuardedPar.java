package dev.extendedtoken.keycloak.endpoint.backchannel;

import jakarta.ws.rs.Path;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.par.endpoints.ParEndpoint;
import org.keycloak.protocol.oidc.par.endpoints.ParRootEndpoint;

/** Keycloak's {@link ParRootEndpoint} with a guarded endpoint below it. */
public final class GuardedPar extends ParRootEndpoint {

    private final KeycloakSession session;
    private final EventBuilder event;
    private final RequestGuard guard;

    public GuardedPar(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session);
        setEvent(event);
        this.session = session;
        this.event = event;
        this.guard = guard;
    }

    @Override
    @Path("/request")
    public ParEndpoint request() {
        return new GuardedParEndpoint(session, event, guard);
    }
}
