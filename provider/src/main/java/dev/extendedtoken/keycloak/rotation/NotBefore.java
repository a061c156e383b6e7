package dev.extendedtoken.keycloak.rotation;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;

/** The latest not-before of realm, client and user. */
final class NotBefore {

    private NotBefore() {}

    /** In seconds since 1970; 0: none. A user who lives in the session only has none, but a beginning. */
    static long of(KeycloakSession session, ClientModel client, UserModel user) {
        RealmModel realm = client.getRealm();
        long ofUser = user == null || LightweightUserAdapter.isLightweightUser(user)
                ? 0
                : session.users().getNotBeforeOfUser(realm, user);
        return Math.max(ofUser, Math.max(realm.getNotBefore(), client.getNotBefore()));
    }
}
