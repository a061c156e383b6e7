package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.admin.Page;
import dev.extendedtoken.keycloak.apikey.KeyDemand;
import dev.extendedtoken.keycloak.apikey.model.KeyState;
import dev.extendedtoken.keycloak.apikey.store.RealmKeys;
import dev.extendedtoken.keycloak.apikey.store.StoredKeys;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;

/**
 * What responses say of the keys of several clients.
 *
 * @param mayRead which clients the caller may view; of others nothing is said
 * @param mayWrite of which clients the caller may change the keys
 */
record KeyLists(KeycloakSession session, Predicate<ClientModel> mayRead, Predicate<ClientModel> mayWrite, Instant now) {

    private record Owned(ClientModel owner, KeyState key) {}

    ClientView client(ClientModel client) {
        return new ClientView(
                client.getId(),
                client.getClientId(),
                KeyDemand.forClient(session, client).code(),
                mayWrite.test(client),
                session.getContext().getRealm().isAdminEventsEnabled(),
                keys(client).all().stream().map(KeyView::listed).toList());
    }

    /** The clients whose {@code clientId} contains this text, in any case. */
    List<ClientChoice> choices(String text, Page page) {
        try (Stream<ClientModel> found =
                session.getContext().getRealm().searchClientByClientIdStream(text, null, null)) {
            return page.select(found.filter(mayRead)
                    .map(client -> new ClientChoice(client.getId(), client.getClientId(), mayWrite.test(client))));
        }
    }

    /** The key with this id, at the client that can use it; empty if no client has a record of it. */
    Optional<KeyView> find(String id) {
        List<ClientModel> owners = new RealmKeys(session).owners(id, mayRead);
        return owners.stream()
                .filter(client ->
                        keys(client).find(id).filter(KeyState::isUsable).isPresent())
                .findFirst()
                .or(() -> owners.stream().findFirst())
                .flatMap(owner -> keys(owner).find(id).map(key -> KeyView.listed(key)
                        .ownedBy(
                                owner,
                                owners.stream()
                                        .filter(other -> !other.equals(owner))
                                        .toList())));
    }

    /** The usable keys that expire until then, soonest first. */
    List<KeyView> expiring(Instant end, Page page) {
        return page.select(new RealmKeys(session)
                .owners(mayRead).stream()
                        .flatMap(owner -> keys(owner).all().stream()
                                .filter(key -> key.expiresUntil(end))
                                .map(key -> new Owned(owner, key)))
                        .sorted(Comparator.comparing(Owned::key, KeyState.BY_EXPIRY))
                        .map(owned -> KeyView.listed(owned.key()).ownedBy(owned.owner())));
    }

    /** The clients that have usable keys and are not asked for them, by {@code clientId}. */
    List<ClientView> unasked(Page page) {
        return page.select(new RealmKeys(session)
                .owners(mayRead).stream()
                        .filter(client -> keys(client).all().stream().anyMatch(KeyState::isUsable))
                        .filter(client -> KeyDemand.forClient(session, client) == KeyDemand.NONE)
                        .sorted(Comparator.comparing(ClientModel::getClientId))
                        .map(this::client));
    }

    private StoredKeys keys(ClientModel client) {
        return StoredKeys.forClient(session, client, now);
    }
}
