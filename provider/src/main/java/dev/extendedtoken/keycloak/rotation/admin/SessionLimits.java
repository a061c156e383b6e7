package dev.extendedtoken.keycloak.rotation.admin;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.keycloak.models.AuthenticatedClientSessionModel;
import org.keycloak.models.RealmModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.models.utils.SessionExpirationUtils;

/** The lifespans of realm and client that no refresh prolongs. */
record SessionLimits(AuthenticatedClientSessionModel clientSession) {

    /** When the client session ends at the latest, in seconds since 1970; 0: no limit. */
    long endsAt() {
        UserSessionModel userSession = clientSession.getUserSession();
        RealmModel realm = clientSession.getRealm();
        boolean offline = userSession.isOffline();
        boolean rememberMe = userSession.isRememberMe();
        long userSessionStarted = TimeUnit.SECONDS.toMillis(userSession.getStarted());
        long clientSessionStarted = TimeUnit.SECONDS.toMillis(clientSession.getStarted());
        long milliseconds = LongStream.of(
                        SessionExpirationUtils.calculateUserSessionMaxLifespanTimestamp(
                                offline, rememberMe, userSessionStarted, realm),
                        SessionExpirationUtils.calculateClientSessionMaxLifespanTimestamp(
                                offline,
                                rememberMe,
                                clientSessionStarted,
                                userSessionStarted,
                                realm,
                                clientSession.getClient()))
                .filter(limit -> limit > 0)
                .min()
                .orElse(0);
        return TimeUnit.MILLISECONDS.toSeconds(milliseconds);
    }
}
