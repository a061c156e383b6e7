package dev.extendedtoken.keycloak.apikey.admin;

import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;
import org.keycloak.services.resources.admin.fgap.ClientPermissionEvaluator;

/**
 * What every resource about a client's keys does the same way: who may (Keycloak's permissions on clients,
 * fine-grained ones included), what is recorded, and that no answer is kept.
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
        session.getContext().getHttpResponse().setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** The client, for reading. */
    ClientModel readable(String uuid) {
        ClientModel client = client(uuid);
        clients.requireView(client);
        return client;
    }

    /** The client, for writing. */
    ClientModel writable(String uuid) {
        ClientModel client = client(uuid);
        clients.requireManage(client);
        return client;
    }

    private ClientModel client(String uuid) {
        return Optional.ofNullable(session.getContext().getRealm().getClientById(uuid))
                .orElseThrow(() -> notFound("This realm has no client with the UUID in the path"));
    }

    /** Before all clients are looked through. */
    void requireList() {
        if (!clients.canList() && !clients.canView()) {
            throw new ForbiddenException();
        }
    }

    boolean mayRead(ClientModel client) {
        return clients.canView(client);
    }

    /** Who may not even list clients is not told which are missing. */
    RuntimeException notFound(String message) {
        return clients.canList() || clients.canView()
                ? refusal(message, Response.Status.NOT_FOUND)
                : new ForbiddenException();
    }

    ErrorResponseException refusal(String message, Response.Status status) {
        return ErrorResponse.error(message, status);
    }

    /** @param representation without any secret; null where there is nothing left to show */
    void record(OperationType operation, ClientModel client, String keyId, Object representation) {
        event.operation(operation)
                .resourcePath("api-keys", client.getId(), keyId)
                .representation(representation)
                .success();
    }

    Response answer(Response.Status status, Object entity) {
        return Response.status(status)
                .entity(entity)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
