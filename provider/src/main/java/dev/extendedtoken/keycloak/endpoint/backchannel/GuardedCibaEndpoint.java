package dev.extendedtoken.keycloak.endpoint.backchannel;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.EventBuilder;
import org.keycloak.events.EventType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.oidc.grants.ciba.endpoints.BackchannelAuthenticationEndpoint;

/** Keycloak's {@link BackchannelAuthenticationEndpoint}, guarded. */
public final class GuardedCibaEndpoint extends BackchannelAuthenticationEndpoint {

    private final RequestGuard guard;
    private Optional<WebApplicationException> guardError = Optional.empty();

    GuardedCibaEndpoint(KeycloakSession session, EventBuilder event, RequestGuard guard) {
        super(session, event);
        this.guard = guard;
    }

    @Override
    public Response processGrantRequest() {
        try {
            guard.checkClaimedClient(EventType.LOGIN);
            return guard.check(super.processGrantRequest());
        } catch (WebApplicationException e) {
            // Keycloak replaces every error of authenticateClient by its own.
            throw guard.check(guardError.orElse(e));
        } catch (RuntimeException e) {
            throw guard.check(e);
        }
    }

    /** The endpoint's client-policy event comes too late: it would tell another client which users exist. */
    @Override
    protected ClientModel authenticateClient() {
        ClientModel client = super.authenticateClient();
        try {
            guard.checkAuthenticatedClient();
        } catch (WebApplicationException e) {
            guardError = Optional.of(e);
            throw e;
        }
        return client;
    }
}
