package dev.extendedtoken.keycloak.rotation.store;

import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.services.managers.AuthenticationManager;
import org.keycloak.services.managers.UserSessionManager;

/** Ends a user session with all its clients, as a logout does. */
record SessionEnd(KeycloakSession session, OAuth2GrantType.Context request) {

    void end(UserSessionModel userSession) {
        RealmModel realm = session.getContext().getRealm();
        UserSessionModel online = userSession;
        if (userSession.isOffline()) {
            online = session.sessions().getUserSession(realm, userSession.getId());
            new UserSessionManager(session).revokeOfflineUserSession(userSession);
        }
        if (online != null) {
            AuthenticationManager.backchannelLogout(
                    session,
                    realm,
                    online,
                    session.getContext().getUri(),
                    request.getClientConnection(),
                    request.getHeaders(),
                    true);
        }
    }
}
