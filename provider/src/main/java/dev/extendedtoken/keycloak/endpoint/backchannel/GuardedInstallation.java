package dev.extendedtoken.keycloak.endpoint.backchannel;

import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcement;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.EventType;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.clientregistration.AdapterInstallationClientRegistrationProvider;

/**
 * Keycloak's {@link AdapterInstallationClientRegistrationProvider}, guarded: it is the one registration provider that
 * takes a client's credentials. A request with a token (the client's registration access token, an administrator's access
 * token) has no credentials, and needs no key.
 */
public class GuardedInstallation extends AdapterInstallationClientRegistrationProvider {

    private final KeycloakSession session;

    GuardedInstallation(KeycloakSession session) {
        super(session);
        this.session = session;
    }

    @Override
    @GET
    @Path("{clientId}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response get(@PathParam("clientId") String clientId) {
        ApiKeyEnforcement apiKeys = new ApiKeyEnforcement(session, getEvent());
        if (apiKeys.isConfigured() && !hasToken()) {
            Optional.ofNullable(session.getContext().getRealm().getClientByClientId(clientId))
                    .ifPresent(apiKeys::check);
        }
        return super.get(clientId);
    }

    /** Keycloak takes credentials where it finds no token in the header, and refuses one that it cannot verify. */
    private boolean hasToken() {
        getEvent().event(EventType.CLIENT_INFO);
        getAuth().resolveRegistrationAuth();
        return getAuth().getJwt() != null;
    }
}
