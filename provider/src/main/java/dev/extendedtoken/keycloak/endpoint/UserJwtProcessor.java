package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.oob.Headless;
import dev.extendedtoken.keycloak.rules.userjwt.UserJwtLogin;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.services.managers.UserSessionManager;

/**
 * Keycloak's {@link AuthenticationProcessor} that knows of user JWTs: in a headless request nothing else signs anybody
 * in, and in any other the user gets a session beside the one that the browser may have.
 */
final class UserJwtProcessor extends AuthenticationProcessor {

    @Override
    public Response authenticateOnly() {
        Response challenge = super.authenticateOnly();
        boolean signedInOtherwise = challenge == null && !UserJwtLogin.is(getAuthenticationSession());
        return signedInOtherwise && Headless.isOn(session)
                ? Response.status(Response.Status.UNAUTHORIZED).build()
                : challenge;
    }

    /** The last question before Keycloak looks for a session to attach the login to. */
    @Override
    public String nextRequiredAction() {
        String action = super.nextRequiredAction();
        if (action == null && userSession == null && UserJwtLogin.is(getAuthenticationSession())) {
            userSession = sessionOfItsOwn();
        }
        return action;
    }

    private UserSessionModel sessionOfItsOwn() {
        UserModel user = getAuthenticationSession().getAuthenticatedUser();
        return new UserSessionManager(session)
                .createUserSession(
                        SecretGenerator.getInstance().generateSecureID(),
                        realm,
                        user,
                        user.getUsername(),
                        connection.getRemoteHost(),
                        getAuthenticationSession().getProtocol(),
                        false,
                        null,
                        null,
                        UserSessionModel.SessionPersistenceState.PERSISTENT);
    }
}
