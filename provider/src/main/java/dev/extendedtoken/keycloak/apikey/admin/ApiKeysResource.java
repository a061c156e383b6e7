package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.store.ClientKeys;
import dev.extendedtoken.keycloak.apikey.store.KeyRevocations;
import dev.extendedtoken.keycloak.apikey.store.RealmKeys;
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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponse;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The API keys of a realm's clients, under {@code /admin/realms/{realm}/api-keys}. The permissions are those on clients:
 * {@code view-clients} to read and {@code manage-clients} to write. Every change is an admin event of the resource type
 * {@code API_KEY}. Errors: 400 for a request that is not valid, 404 for an unknown client or key, 409 for a conflict.
 */
public final class ApiKeysResource {

    private final KeycloakSession session;
    private final AdminAccess access;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());
    private final KeyIssuer issuer;

    ApiKeysResource(KeycloakSession session, AdminPermissionEvaluator auth, AdminEventBuilder event) {
        this.session = session;
        this.access = new AdminAccess(session, auth, event);
        this.issuer = new KeyIssuer(session, access, now);
    }

    /** Creates or imports a key: 201 with the secret, which no later response contains; 409 if the client has 100 keys. */
    @POST
    @Path("{client}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(@PathParam("client") String uuid, InputStream body) {
        ClientModel client = access.writable(uuid);
        KeyRequest request = read(body, Set.of(KeyRequest.LABEL, KeyRequest.EXPIRES_IN, KeyRequest.KEY));
        Optional<ApiKey> imported = request.key();
        Duration expiresIn = request.expiresIn();
        String label = request.label().orElse("");
        imported.ifPresent(key -> issuer.requireUnknown(key.hash(), client));
        issuer.requireRoom(new ClientKeys(client));
        return issuer.issue(client, imported, label, expiresIn);
    }

    /** Lists the client's keys, without the secrets. */
    @GET
    @Path("{client}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(@PathParam("client") String uuid) {
        ClientModel client = access.readable(uuid);
        KeyRevocations revocations = KeyRevocations.forClient(session, client);
        List<KeyView> keys = new ClientKeys(client)
                .all().stream()
                        .map(key -> KeyView.listed(key, revocations, now))
                        .toList();
        return access.json(Response.Status.OK, keys);
    }

    /** Finds the owner of a leaked key by the key's id, which anyone who has the key can compute. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response find(@QueryParam("id") String id) {
        if (id == null || !KeyHash.ID.matcher(id).matches()) {
            throw ErrorResponse.error(
                    "'id' must be the first 16 lower-case hex digits of the key's SHA-256",
                    Response.Status.BAD_REQUEST);
        }
        access.requireList();
        ClientModel owner = new RealmKeys(session)
                .owner(id, access::mayRead)
                .orElseThrow(() -> access.notFound("No client that you may see has a key with this id"));
        ClientKeys.Stored key = new ClientKeys(owner).find(id).orElseThrow();
        return access.json(
                Response.Status.OK,
                KeyView.listed(key, KeyRevocations.forClient(session, owner), now)
                        .ownedBy(owner));
    }

    /** Revokes the key at once: 204. */
    @DELETE
    @Path("{client}/{id}")
    public Response revoke(@PathParam("client") String uuid, @PathParam("id") String id) {
        ClientModel client = access.writable(uuid);
        ClientKeys keys = new ClientKeys(client);
        ClientKeys.Stored key = stored(keys, id);
        key.record()
                .ifPresent(readable -> KeyRevocations.forClient(session, client).revoke(readable, now));
        keys.remove(id);
        access.record(OperationType.DELETE, client, id, null);
        return Response.noContent().build();
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
        Duration expiresIn = request.expiresIn();
        ClientKeys keys = new ClientKeys(client);
        KeyRecord old = stored(keys, id)
                .record()
                .filter(key -> !key.isExpired(now))
                .orElseThrow(() ->
                        KeyIssuer.conflict("This key has expired, or its record cannot be read; create a new one"));
        if (!overlap.isZero()) {
            issuer.requireRoom(keys);
        }
        if (!KeyRevocations.forClient(session, client).rotateOut(old, overlap, now)) {
            throw KeyIssuer.conflict("This key has been revoked or rotated already; rotate its successor");
        }
        if (overlap.isZero()) {
            keys.remove(id);
        } else {
            keys.save(old.endingAt(now.plus(overlap)));
        }
        access.record(OperationType.UPDATE, client, id, KeyView.withoutSecret(old.endingAt(now.plus(overlap))));
        return issuer.issue(client, Optional.empty(), old.label(), expiresIn);
    }

    private KeyRequest read(InputStream body, Set<String> members) {
        return new KeyRequest(
                new KeyRequestBody(session.getContext().getHttpRequest().getHttpHeaders()).read(body, members));
    }

    private static ClientKeys.Stored stored(ClientKeys keys, String id) {
        return keys.find(id)
                .orElseThrow(
                        () -> ErrorResponse.error("The client has no key with this id", Response.Status.NOT_FOUND));
    }
}
