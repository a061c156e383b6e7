package dev.extendedtoken.keycloak.rotation.policy;

import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserModel;
import org.keycloak.models.light.LightweightUserAdapter;

/** The not-before of realm, client and user. */
public final class NotBefore {

    private NotBefore() {}

    /**
     * The latest of the three.
     *
     * @param user null for none. A lightweight user, who exists in the session only, has no not-before
     * @return seconds since 1970; 0: none
     */
    public static long latest(KeycloakSession session, ClientModel client, UserModel user) {
        RealmModel realm = client.getRealm();
        long ofUser = user == null || LightweightUserAdapter.isLightweightUser(user)
                ? 0
                : session.users().getNotBeforeOfUser(realm, user);
        return Math.max(ofUser, Math.max(realm.getNotBefore(), client.getNotBefore()));
    }
}
