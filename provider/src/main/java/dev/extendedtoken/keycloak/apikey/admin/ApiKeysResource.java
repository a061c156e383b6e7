package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.apikey.model.ApiKey;
import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.apikey.store.ClientKeys;
import dev.extendedtoken.keycloak.apikey.store.KeyRevocations;
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
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.common.util.Time;
import org.keycloak.events.admin.OperationType;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.resources.admin.AdminEventBuilder;
import org.keycloak.services.resources.admin.fgap.AdminPermissionEvaluator;

/**
 * The keys of a realm's clients, under {@code /admin/realms/{realm}/api-keys}. {@code view-clients} reads and
 * {@code manage-clients} writes, as with the clients themselves; every change is an admin event of the resource type
 * {@code API_KEY}. Bad input is 400, what is not there 404, what cannot be now 409.
 */
public final class ApiKeysResource {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final KeycloakSession session;
    private final AdminAccess access;
    private final Instant now = Instant.ofEpochMilli(Time.currentTimeMillis());

    ApiKeysResource(KeycloakSession session, AdminPermissionEvaluator auth, AdminEventBuilder event) {
        this.session = session;
        this.access = new AdminAccess(session, auth, event);
    }

    /** A new key, told in this answer and never again: 201; 409 if the client has a hundred. */
    @POST
    @Path("{client}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response create(@PathParam("client") String uuid, InputStream body) {
        ClientModel client = access.writable(uuid);
        KeyRequest request =
                KeyRequest.read(json(body), Set.of(KeyRequest.LABEL, KeyRequest.EXPIRES_IN, KeyRequest.KEY));
        ClientKeys keys = new ClientKeys(client);
        Optional<ApiKey> brought = request.key();
        Duration expiresIn = request.expiresIn();
        String label = request.label().orElse("");
        brought.ifPresent(key -> requireUnknown(key.hash(), client));
        requireRoom(keys);
        return issue(client, brought.orElseGet(() -> ApiKey.generate(RANDOM)), label, expiresIn);
    }

    private Response issue(ClientModel client, ApiKey key, String label, Duration expiresIn) {
        Instant created = now.truncatedTo(ChronoUnit.SECONDS);
        KeyRecord stored = new KeyRecord(key.hash(), label, Optional.of(created.toString()), created.plus(expiresIn));
        new ClientKeys(client).save(stored);
        access.record(OperationType.CREATE, client, stored.hash().id(), KeyView.withoutSecret(stored));
        return access.answer(Response.Status.CREATED, KeyView.created(key, stored));
    }

    /** What the caller may not see is no obstacle: its key is another one, and he would be told of it. */
    private void requireUnknown(KeyHash key, ClientModel owner) {
        if (isKnown(key, owner) || anyClient(client -> isKnown(key, client) && access.mayRead(client))) {
            throw access.refusal(
                    "'" + KeyRequest.KEY + "' is in use in this realm, or was revoked; bring another",
                    Response.Status.CONFLICT);
        }
    }

    private boolean isKnown(KeyHash key, ClientModel client) {
        return new ClientKeys(client).find(key.id()).isPresent()
                || KeyRevocations.of(session, client).isEnding(key);
    }

    private boolean anyClient(Predicate<ClientModel> wanted) {
        try (Stream<ClientModel> clients = session.getContext().getRealm().getClientsStream()) {
            return clients.anyMatch(wanted);
        }
    }

    /** Expired records only take up room. */
    private void requireRoom(ClientKeys keys) {
        List<ClientKeys.Stored> all = keys.all();
        if (all.size() < ClientKeys.LIMIT) {
            return;
        }
        List<ClientKeys.Stored> expired = all.stream()
                .filter(key -> key.record().filter(r -> r.isExpired(now)).isPresent())
                .toList();
        expired.forEach(key -> keys.remove(key.id()));
        if (all.size() - expired.size() >= ClientKeys.LIMIT) {
            throw access.refusal(
                    "The client has " + ClientKeys.LIMIT + " keys; delete one that is not used any more",
                    Response.Status.CONFLICT);
        }
    }

    /** The client's keys, without the secrets. */
    @GET
    @Path("{client}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response list(@PathParam("client") String uuid) {
        ClientModel client = access.readable(uuid);
        KeyRevocations revocations = KeyRevocations.of(session, client);
        List<KeyView> keys = new ClientKeys(client)
                .all().stream()
                        .map(key -> KeyView.listed(key, revocations, now))
                        .toList();
        return access.answer(Response.Status.OK, keys);
    }

    /** The client that owns a key, which is known by its id only: who has found a leaked key computes that himself. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response find(@QueryParam("id") String id) {
        if (id == null || !KeyHash.ID.matcher(id).matches()) {
            throw access.refusal(
                    "'id' must be the first 16 lower-case hex digits of the key's SHA-256",
                    Response.Status.BAD_REQUEST);
        }
        access.requireList();
        ClientModel owner = owner(id, access::mayRead)
                .orElseThrow(() -> access.notFound("No client that you may see has a key with this id"));
        KeyView key =
                KeyView.listed(new ClientKeys(owner).find(id).orElseThrow(), KeyRevocations.of(session, owner), now);
        return access.answer(Response.Status.OK, key.ownedBy(owner));
    }

    private Optional<ClientModel> owner(String id, Predicate<ClientModel> among) {
        try (Stream<ClientModel> clients = session.getContext().getRealm().getClientsStream()) {
            return clients.filter(client -> new ClientKeys(client).find(id).isPresent())
                    .filter(among)
                    .findFirst();
        }
    }

    /** Revokes the key, at once and for good: 204. */
    @DELETE
    @Path("{client}/{id}")
    public Response revoke(@PathParam("client") String uuid, @PathParam("id") String id) {
        ClientModel client = access.writable(uuid);
        ClientKeys keys = new ClientKeys(client);
        ClientKeys.Stored key = stored(keys, id);
        key.record().ifPresent(readable -> KeyRevocations.of(session, client).revoke(readable, now));
        keys.remove(id);
        access.record(OperationType.DELETE, client, id, null);
        return Response.noContent().build();
    }

    /** A new key in the old one's place, which goes on for {@code overlap} seconds: 201; 409 if it has ended. */
    @POST
    @Path("{client}/{id}/rotate")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response rotate(@PathParam("client") String uuid, @PathParam("id") String id, InputStream body) {
        ClientModel client = access.writable(uuid);
        KeyRequest request = KeyRequest.read(json(body), Set.of(KeyRequest.OVERLAP, KeyRequest.EXPIRES_IN));
        Duration overlap = request.overlap();
        Duration expiresIn = request.expiresIn();
        ClientKeys keys = new ClientKeys(client);
        KeyRecord old = stored(keys, id)
                .record()
                .filter(key -> !key.isExpired(now))
                .orElseThrow(() -> access.refusal(
                        "This key has expired, or its record cannot be read; create a new one",
                        Response.Status.CONFLICT));
        if (!overlap.isZero()) {
            requireRoom(keys);
        }
        if (!KeyRevocations.of(session, client).rotateOut(old, overlap, now)) {
            throw access.refusal(
                    "This key has been revoked or rotated already; rotate its successor", Response.Status.CONFLICT);
        }
        if (overlap.isZero()) {
            keys.remove(id);
        } else {
            keys.save(old.endingAt(now.plus(overlap)));
        }
        access.record(OperationType.UPDATE, client, id, KeyView.withoutSecret(old.endingAt(now.plus(overlap))));
        return issue(client, ApiKey.generate(RANDOM), old.label(), expiresIn);
    }

    /** RESTEasy takes a form for itself, and what it said would be ignored in silence. */
    private InputStream json(InputStream body) {
        if (!isJsonOrNothing()) {
            throw access.refusal(
                    "Send the body with Content-Type: application/json", Response.Status.UNSUPPORTED_MEDIA_TYPE);
        }
        return body;
    }

    private boolean isJsonOrNothing() {
        try {
            MediaType type =
                    session.getContext().getHttpRequest().getHttpHeaders().getMediaType();
            return type == null || type.isCompatible(MediaType.APPLICATION_JSON_TYPE);
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private ClientKeys.Stored stored(ClientKeys keys, String id) {
        return keys.find(id)
                .orElseThrow(() -> access.refusal("The client has no key with this id", Response.Status.NOT_FOUND));
    }
}
