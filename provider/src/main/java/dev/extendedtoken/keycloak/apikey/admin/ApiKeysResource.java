package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyState;
import dev.extendedtoken.keycloak.apikey.store.StoredKeys;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The API keys of a realm's clients, under {@code /admin/realms/{realm}/api-keys}. The permissions are those on clients:
 * {@code view-clients} to read and {@code manage-clients} to write. Every change is an admin event of the resource type
 * {@code API_KEY}. Errors: 400 for a request that is not valid, 404 for an unknown client or key, 409 for a conflict, 503 if
 * the database does not lock the client.
 */
public final class ApiKeysResource {

    private final KeycloakSession session;
    private final AdminAccess access;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    private final KeyIssuer issuer;
    private final KeyLists lists;

    ApiKeysResource(KeycloakSession session, AdminPermissionEvaluator auth, AdminEventBuilder event) {
        this.session = session;
        this.access = new AdminAccess(session, auth, event);
        this.issuer = new KeyIssuer(session, access, now);
        this.lists = new KeyLists(session, access::mayRead, access::mayWrite, now);
    }

    /** Creates or imports a key: 201 with the secret, which no later response contains; 409 if the client has 100 keys. */
    @POST
    @Path("{client}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(@PathParam("client") String uuid, InputStream body) {
        return create(access.writable(uuid), body);
    }

    /** The same for the client with this {@code clientId}. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response createNamed(@QueryParam(KeyRequest.CLIENT_ID) String clientId, InputStream body) {
        if (clientId == null) {
            throw badRequest("'" + KeyRequest.CLIENT_ID + "' must name the client, in the query string");
        }
        return create(access.writableNamed(clientId), body);
    }

    private Response create(ClientModel client, InputStream body) {
        KeyRequest request = read(body, Set.of(KeyRequest.LABEL, KeyRequest.EXPIRES_IN, KeyRequest.KEY));
        Optional<ApiKey> imported = request.key();
        Duration lifetime = request.expiresIn(issuer.lifetime(client), Optional.empty());
        String label = request.label().orElse("");
        imported.ifPresent(key -> issuer.requireUnknown(key.hash(), client));
        issuer.requireRoom(keys(client));
        return issuer.issue(client, imported.orElseGet(KeyIssuer::generate), label, lifetime);
    }

    /** Lists the client's keys, without the secrets, in the order of their creation. */
    @GET
    @Path("{client}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(@PathParam("client") String uuid) {
        return access.json(
                Response.Status.OK, lists.client(access.readable(uuid)).keys());
    }

    /**
     * Searches the realm, by one of these:
     *
     * @param id of a key: its owner. Anyone who has a key can compute its id, so that the owner of a leaked one is found
     * @param clientId of a client: its keys, and what asks it for them
     * @param expiresWithin seconds: the usable keys that expire until then, soonest first
     * @param enforced {@code none}: the clients that have usable keys and are not asked for them
     * @param search a part of {@code clientId}s, in any case; empty: all clients that the caller may view
     * @param first of a list over clients: how many elements are left out
     * @param max of a list over clients: how many follow; 100 if absent
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response search(
            @QueryParam("id") String id,
            @QueryParam(KeyRequest.CLIENT_ID) String clientId,
            @QueryParam("expiresWithin") String expiresWithin,
            @QueryParam("enforced") String enforced,
            @QueryParam("search") String search,
            @QueryParam("first") String first,
            @QueryParam("max") String max) {
        KeySearch wanted = new KeySearch(id, clientId, expiresWithin, enforced, orEmpty("search", search), first, max);
        return access.json(Response.Status.OK, wanted.run(access, lists, now));
    }

    /** RESTEasy gives null for a parameter without a value. */
    private String orEmpty(String parameter, String value) {
        boolean isEmpty = value == null
                && session.getContext().getUri().getQueryParameters().containsKey(parameter);
        return isEmpty ? "" : value;
    }

    /**
     * Revokes the key at once: 204, also if it has ended. It stays listed as long as it would have lived; an expired or
     * unreadable one does not.
     */
    @DELETE
    @Path("{client}/{id}")
    public Response revoke(@PathParam("client") String uuid, @PathParam("id") String id) {
        ClientModel client = access.writable(uuid);
        return access.end(() -> {
            revoke(client, stored(keys(client), id));
            return Response.noContent().build();
        });
    }

    /** Revokes all keys of the client, whose {@code clientId} the body repeats: 204. */
    @POST
    @Path("{client}/revoke-all")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response revokeAll(@PathParam("client") String uuid, InputStream body) {
        ClientModel client = access.writable(uuid);
        read(body, Set.of(KeyRequest.CLIENT_ID)).requireConfirmation(client.getClientId());
        return access.end(() -> {
            keys(client).all().stream().filter(key -> !key.hasEnded()).forEach(key -> revoke(client, key));
            return Response.noContent().build();
        });
    }

    private void revoke(ClientModel client, KeyState key) {
        if (keys(client).revoke(key)) {
            access.record(OperationType.DELETE, client, key.id(), null);
        }
    }

    /** Replaces the key by a new one. The old one stays valid for {@code overlap} seconds: 201; 409 if it has ended. */
    @POST
    @Path("{client}/{id}/rotate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response rotate(@PathParam("client") String uuid, @PathParam("id") String id, InputStream body) {
        ClientModel client = access.writable(uuid);
        KeyRequest request = read(body, Set.of(KeyRequest.OVERLAP, KeyRequest.EXPIRES_IN));
        Duration overlap = request.overlap();
        StoredKeys keys = keys(client);
        KeyState old = stored(keys, id);
        return access.end(() -> new KeyRotation(access, issuer, now).rotate(client, keys, old, overlap, request));
    }

    private StoredKeys keys(ClientModel client) {
        return StoredKeys.forClient(session, client, now);
    }

    private KeyRequest read(InputStream body, Set<String> members) {
        return new KeyRequest(
                new KeyRequestBody(session.getContext().getHttpRequest().getHttpHeaders()).read(body, members));
    }

    private static KeyState stored(StoredKeys keys, String id) {
        return keys.find(id)
                .orElseThrow(
                        () -> ErrorResponse.error("The client has no key with this id", Response.Status.NOT_FOUND));
    }

    private static ErrorResponseException badRequest(String message) {
        return ErrorResponse.error(message, Response.Status.BAD_REQUEST);
    }
}
