package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.endpoint.http.RequestCounter;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.TokenManager;
import org.keycloak.protocol.oidc.endpoints.TokenEndpoint;

/** Keycloak's {@link TokenEndpoint} for forms, in realms that use an executor of ours: guarded and counted. */
public final class FormTokenEndpoint extends GuardedTokenEndpoint {

    private final KeycloakSession session;
    private final ClientGuard guard;
    private final Supplier<Object> introspection;

    public FormTokenEndpoint(
            KeycloakSession session, EventBuilder event, ClientGuard guard, Supplier<Object> introspection) {
        super(session, new TokenManager(), event, guard::checkAuthenticatedClient);
        this.session = session;
        this.guard = guard;
        this.introspection = introspection;
    }

    @Override
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response processGrantRequest() {
        return RequestCounter.FORM.count(() -> guard.guarded(GrantEvent.of(session), super::processGrantRequest));
    }

    @Override
    @Path("introspect")
    public Object introspect() {
        return introspection.get();
    }
}
