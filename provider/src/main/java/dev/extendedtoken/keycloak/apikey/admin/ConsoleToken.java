package dev.extendedtoken.keycloak.apikey.admin;

import dev.extendedtoken.keycloak.apikey.console.model.KeyConsole;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import org.keycloak.common.util.Time;
import org.keycloak.models.KeycloakSession;
import org.keycloak.services.ErrorResponseException;
import org.keycloak.services.resources.admin.AdminAuth;

/**
 * What tokens of the key console's client may do less than others: they are for the console's own realm, and they change
 * keys only soon after the user has signed in. Tokens of other clients are not concerned.
 */
record ConsoleToken(KeycloakSession session, AdminAuth caller) {

    /** @throws ErrorResponseException 403, if the token is of the console of another realm */
    void requireOwnRealm() {
        boolean ownRealm =
                caller.getRealm().getId().equals(session.getContext().getRealm().getId());
        if (isOfConsole() && !ownRealm) {
            throw forbidden("access_denied", "The key console of a realm is for the clients of that realm only");
        }
    }

    /** @throws ErrorResponseException 403 with the error code of RFC 9470, if the token is of an older login */
    void requireRecentLogin() {
        boolean recent =
                KeyConsole.isRecent(caller.getToken().getAuth_time(), Instant.ofEpochMilli(Time.currentTimeMillis()));
        if (isOfConsole() && !recent) {
            throw forbidden(
                    "insufficient_user_authentication",
                    "In the key console, keys are changed within " + KeyConsole.RECENT.toSeconds()
                            + " seconds after the login; sign in again");
        }
    }

    private boolean isOfConsole() {
        return KeyConsole.ID.equals(caller.getToken().getIssuedFor());
    }

    private static ErrorResponseException forbidden(String error, String description) {
        return new ErrorResponseException(error, description, Response.Status.FORBIDDEN);
    }
}
