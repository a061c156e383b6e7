package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.request.NoStore;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.ClientPermissionEvaluator;

/**
 * Access to clients and the admin events of all requests about API keys. Keycloak's permissions on clients apply, also the
 * fine-grained ones. No response may be stored.
 */
final class AdminAccess {

    private static final String RESOURCE_TYPE = "API_KEY";

    private final KeycloakSession session;
    private final ClientPermissionEvaluator clients;
    private final AdminEventBuilder event;

    AdminAccess(KeycloakSession session, AdminPermissionEvaluator auth, AdminEventBuilder event) {
        this.session = session;
        this.clients = auth.clients();
        this.event = event.resource(RESOURCE_TYPE);
        NoStore.set(session);
    }

    /** @throws ForbiddenException if the caller may not view the client */
    ClientModel readable(String uuid) {
        ClientModel client = client(uuid);
        clients.requireView(client);
        return client;
    }

    /** @throws ForbiddenException if the caller may not manage the client */
    ClientModel writable(String uuid) {
        ClientModel client = client(uuid);
        clients.requireManage(client);
        return client;
    }

    private ClientModel client(String uuid) {
        return Optional.ofNullable(session.getContext().getRealm().getClientById(uuid))
                .orElseThrow(() -> notFound("This realm has no client with the UUID in the path"));
    }

    /** @throws ForbiddenException if the caller may not search the clients */
    void requireList() {
        if (!clients.canList() && !clients.canView()) {
            throw new ForbiddenException();
        }
    }

    boolean mayRead(ClientModel client) {
        return clients.canView(client);
    }

    /** 404, or 403 to a caller who may not list clients and must not learn which ones exist. */
    RuntimeException notFound(String message) {
        return clients.canList() || clients.canView()
                ? ErrorResponse.error(message, Response.Status.NOT_FOUND)
                : new ForbiddenException();
    }

    /** @param representation without the secret; null if the key is deleted */
    void record(OperationType operation, ClientModel client, String keyId, Object representation) {
        event.operation(operation)
                .resourcePath("api-keys", client.getId(), keyId)
                .representation(representation)
                .success();
    }

    Response json(Response.Status status, Object entity) {
        return Response.status(status)
                .entity(entity)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
