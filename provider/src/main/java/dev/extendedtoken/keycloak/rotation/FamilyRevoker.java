package dev.extendedtoken.keycloak.rotation;

import dev.extendedtoken.keycloak.rotation.store.FamilyNotes;
import dev.extendedtoken.keycloak.rotation.store.StoredClientSession;
import dev.extendedtoken.keycloak.storage.OwnTransaction;
import dev.extendedtoken.keycloak.storage.StorageUnavailableException;
import java.util.List;
import java.util.Optional;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;

/**
 * Commits what the refusal of a refresh leaves behind, each part in a transaction of its own: when its methods return, it
 * is there, whatever comes of the request, whose transaction Keycloak rolls back with the error response (since 26.8,
 * issue 50911). They are called before the response is made and before the lock of the client session is given back;
 * until then the request has written nothing of the client session, nor any revoked token.
 */
final class FamilyRevoker {

    private final KeycloakSession session;
    private final StoredClientSession stored;
    private final OAuth2GrantType.Context request;

    FamilyRevoker(KeycloakSession session, StoredClientSession stored, OAuth2GrantType.Context request) {
        this.session = session;
        this.stored = stored;
        this.request = request;
    }

    /**
     * Ends a family, revokes its access tokens, and detaches the sessions of clients that exchanged one.
     *
     * @return the ids of those clients
     * @throws StorageUnavailableException if that cannot be committed; then the family is alive
     */
    List<String> endFamily(String family) {
        return new OwnTransaction(session).commit("end of a family of refresh tokens", own -> notes(own)
                .map(notes -> new FamilyEnd(own, notes).withExchangedTokens(family))
                .orElse(List.of()));
    }

    /**
     * Ends the user session with all its clients, as a logout does, which may call them over HTTP.
     *
     * @throws StorageUnavailableException if that cannot be committed; then the session is alive
     */
    void endSession() {
        new OwnTransaction(session).commit("end of a user session", own -> {
            userSession(own).ifPresent(userSession -> new SessionEnd(own, request).of(userSession));
            return true;
        });
    }

    /** Empty if the client session has ended meanwhile, and all its families with it. */
    private Optional<FamilyNotes> notes(KeycloakSession own) {
        return client(own).flatMap(client -> {
            StoredClientSession again = stored.in(own, client);
            Optional<AuthenticatedClientSessionModel> clientSession = userSession(own)
                    .map(userSession -> userSession.getAuthenticatedClientSessionByClient(client.getId()));
            return again.isPersisted()
                    ? again.notes()
                            .flatMap(notes -> clientSession.map(found -> new FamilyNotes(found, Optional.of(notes))))
                    : clientSession.map(found -> new FamilyNotes(found, Optional.empty()));
        });
    }

    private Optional<ClientModel> client(KeycloakSession own) {
        return Optional.ofNullable(
                own.getContext().getRealm().getClientById(stored.client().getId()));
    }

    private Optional<UserSessionModel> userSession(KeycloakSession own) {
        RealmModel realm = own.getContext().getRealm();
        return Optional.ofNullable(
                stored.offline()
                        ? own.sessions().getOfflineUserSession(realm, stored.userSessionId())
                        : own.sessions().getUserSession(realm, stored.userSessionId()));
    }
}
