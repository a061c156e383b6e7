package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.apikey.store.ClientRow;
import dev.extendedtoken.keycloak.request.NoStore;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
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

    private static final Logger LOG = Logger.getLogger(AdminAccess.class);

    private static final String RESOURCE_TYPE = "API_KEY";

    private final KeycloakSession session;
    private final ClientPermissionEvaluator clients;
    private final AdminEventBuilder event;
    private final ConsoleToken token;

    AdminAccess(KeycloakSession session, AdminPermissionEvaluator auth, AdminEventBuilder event) {
        this.session = session;
        this.clients = auth.clients();
        this.event = event.resource(RESOURCE_TYPE);
        this.token = new ConsoleToken(session, auth.adminAuth());
        NoStore.set(session);
        token.requireOwnRealm();
    }

    /** @throws ForbiddenException if the caller may not view the client */
    ClientModel readable(String uuid) {
        ClientModel client = client(uuid);
        clients.requireView(client);
        return client;
    }

    /**
     * The client, locked until the transaction ends: its keys are written by one request at a time.
     *
     * @throws ForbiddenException if the caller may not manage the client
     */
    ClientModel writable(String uuid) {
        ClientModel client = client(uuid);
        clients.requireManage(client);
        return locked(client);
    }

    /**
     * The client with this {@code clientId}. One that the caller may not view is answered as one that does not exist.
     *
     * @throws ForbiddenException if the caller may not list clients either
     */
    ClientModel readableNamed(String clientId) {
        return named(clientId)
                .filter(client -> clients.canView(client))
                .orElseThrow(() -> notFound("No client that you may see has this 'clientId'"));
    }

    /**
     * The same to change it.
     *
     * @throws ForbiddenException if the caller may view the client and not manage it
     */
    ClientModel writableNamed(String clientId) {
        ClientModel client = named(clientId)
                .filter(found -> clients.canView(found) || clients.canManage(found))
                .orElseThrow(() -> notFound("No client that you may see has this 'clientId'"));
        clients.requireManage(client);
        return locked(client);
    }

    private Optional<ClientModel> named(String clientId) {
        return searchable(clientId).map(name -> session.getContext().getRealm().getClientByClientId(name));
    }

    private ClientModel client(String uuid) {
        return searchable(uuid)
                .map(id -> session.getContext().getRealm().getClientById(id))
                .orElseThrow(this::unknownClient);
    }

    private RuntimeException unknownClient() {
        return notFound("This realm has no client with the UUID in the path");
    }

    /** Some databases refuse to look for a text with a control character, and no client has one. */
    private static Optional<String> searchable(String text) {
        return Optional.ofNullable(text).filter(name -> name.chars().noneMatch(Character::isISOControl));
    }

    private ClientModel locked(ClientModel client) {
        token.requireRecentLogin();
        return change(
                "Other requests change this client; try again",
                () -> new ClientRow(session).lock(client).orElseThrow(this::unknownClient));
    }

    /** Ends keys: 503 if that cannot be stored, because the nodes do not reach each other or the database is away. */
    Response end(Supplier<Response> ending) {
        return change("The server cannot store that at the moment; list the keys, and try again", ending);
    }

    private <T> T change(String error, Supplier<T> change) {
        try {
            return change.get();
        } catch (StorageUnavailableException e) {
            LOG.warn("The keys of a client cannot be changed now", e);
            session.getTransactionManager().setRollbackOnly();
            throw ErrorResponse.error(error, Response.Status.SERVICE_UNAVAILABLE);
        }
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

    boolean mayWrite(ClientModel client) {
        return clients.canManage(client);
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
