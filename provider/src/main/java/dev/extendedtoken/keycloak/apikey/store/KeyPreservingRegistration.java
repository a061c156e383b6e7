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
 * Keycloak's client registration {@code default}, in which a client updates its own representation, without the records of
 * API keys. They are removed from the request, so the stored records do not change and a client can send back the
 * representation that it has read. Administrators write them with the Admin REST API.
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
        // Keycloak writes the authorization settings after its client policy event.
        SelfUpdate.find(session).ifPresent(SelfUpdate::check);
        return updated;
    }

    private static ClientRepresentation withoutKeys(ClientRepresentation client) {
        Optional.ofNullable(client).map(ClientRepresentation::getAttributes).ifPresent(ClientKeys::strip);
        return client;
    }
}
