package dev.extendedtoken.keycloak.rotation.store;

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
 * Commits what a refused refresh or an administrator ends, each part in a transaction of its own: when a method returns, its
 * change is committed, even if Keycloak rolls back the transaction of the request with the error response (since 26.8,
 * issue 50911).
 * The methods are called before the response is made and before the lock of the client session is released. Until then
 * the request has changed neither the client session nor the revoked tokens.
 */
public final class FamilyRevoker {

    private final KeycloakSession session;
    private final StoredClientSession stored;

    public FamilyRevoker(KeycloakSession session, StoredClientSession stored) {
        this.session = session;
        this.stored = stored;
    }

    /**
     * Ends a family, revokes its access tokens, and detaches the sessions of clients that exchanged one.
     *
     * @return the ids of those clients
     * @throws StorageUnavailableException if it cannot be committed; then the family has not ended
     */
    public List<String> endFamily(String family) {
        return new OwnTransaction(session).commit("end of a family of refresh tokens", own -> notes(own)
                .map(notes -> new FamilyEnd(own, notes).endWithExchangedTokens(family))
                .orElse(List.of()));
    }

    /**
     * Ends the user session with all its clients, as a logout does. The logout may send HTTP requests to clients.
     *
     * @throws StorageUnavailableException if it cannot be committed; then the session has not ended
     */
    public void endSession(OAuth2GrantType.Context request) {
        new OwnTransaction(session).commit("end of a user session", own -> {
            userSession(own).ifPresent(userSession -> new SessionEnd(own, request).end(userSession));
            return true;
        });
    }

    /** Empty if the client session has ended meanwhile. */
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
