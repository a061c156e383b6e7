package dev.extendedtoken.keycloak.userjwt;

import dev.extendedtoken.keycloak.userjwt.model.UserJwtSource;
import java.util.Optional;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.AuthenticationManager;

/** The user sessions of the current realm that have neither ended nor expired. */
record LiveSessions(KeycloakSession session) {

    Optional<UserSessionModel> find(String id) {
        RealmModel realm = session.getContext().getRealm();
        return Optional.ofNullable(session.sessions().getUserSession(realm, id))
                .filter(found -> AuthenticationManager.isSessionValid(realm, found));
    }

    boolean has(UserJwtSource source) {
        return find(source.userSession())
                .filter(userSession -> userSession.getStarted() == source.started())
                .filter(userSession -> hasClientSession(userSession, source))
                .isPresent();
    }

    private boolean hasClientSession(UserSessionModel userSession, UserJwtSource source) {
        RealmModel realm = session.getContext().getRealm();
        ClientModel client = realm.getClientById(source.client());
        AuthenticatedClientSessionModel clientSession =
                userSession.getAuthenticatedClientSessionByClient(source.client());
        return client != null
                && clientSession != null
                && clientSession.getStarted() == source.clientStarted()
                && AuthenticationManager.isClientSessionValid(realm, client, userSession, clientSession);
    }
}
