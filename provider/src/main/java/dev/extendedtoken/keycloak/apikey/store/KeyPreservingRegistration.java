package dev.extendedtoken.keycloak.apikey.store;

import dev.extendedtoken.keycloak.clientpolicy.SelfUpdate;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.models.KeycloakSession;
import org.keycloak.representations.idm.ClientRepresentation;
import org.keycloak.services.clientregistration.DefaultClientRegistrationProvider;

/**
 * Keycloak's client registration, in which a client writes its own representation: API keys are not its to write. Their
 * records are left out of what it sends, so that they stay as they are and a representation that was read can be sent
 * back. Administrators write them through the Admin REST API.
 */
public class KeyPreservingRegistration extends DefaultClientRegistrationProvider {

    KeyPreservingRegistration(KeycloakSession session) {
        super(session);
    }

    @Override
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response createDefault(ClientRepresentation client) {
        return super.createDefault(withoutKeys(client));
    }

    @Override
    @PUT
    @Path("{clientId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response updateDefault(@PathParam("clientId") String clientId, ClientRepresentation client) {
        Response updated = super.updateDefault(clientId, withoutKeys(client));
        // Authorization settings are written after Keycloak's event.
        SelfUpdate.of(session).ifPresent(SelfUpdate::check);
        return updated;
    }

    private static ClientRepresentation withoutKeys(ClientRepresentation client) {
        Optional.ofNullable(client).map(ClientRepresentation::getAttributes).ifPresent(ClientKeys::strip);
        return client;
    }
}
