package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.oob.Headless;
import dev.extendedtoken.keycloak.rules.userjwt.UserJwtLogin;
import jakarta.ws.rs.core.Response;
import org.keycloak.authentication.AuthenticationFlowException;
import org.keycloak.authentication.AuthenticationProcessor;
import org.keycloak.common.util.SecretGenerator;
import org.keycloak.models.UserModel;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.services.managers.UserSessionManager;

/**
 * Keycloak's {@link AuthenticationProcessor} that knows of user JWTs: in a headless request nothing else signs anybody
 * in, and in any other the user gets a session beside the one that the browser may have, unless a page comes in between.
 */
final class UserJwtProcessor extends AuthenticationProcessor {

    @Override
    public Response authenticateOnly() {
        return Headless.isOn(session) ? byUserJwt() : super.authenticateOnly();
    }

    /** Anything else is a question that nobody is there to answer, also where the flow has no form to ask it with. */
    private Response byUserJwt() {
        Response question = Response.status(Response.Status.UNAUTHORIZED).build();
        try {
            Response challenge = super.authenticateOnly();
            return challenge == null && !UserJwtLogin.is(getAuthenticationSession()) ? question : challenge;
        } catch (AuthenticationFlowException e) {
            return question;
        }
    }

    /** The last question before Keycloak looks for a session to attach the login to. */
    @Override
    public String nextRequiredAction() {
        String action = super.nextRequiredAction();
        if (action == null && userSession == null && UserJwtLogin.is(getAuthenticationSession())) {
            userSession = sessionOfItsOwn();
            forgetPushedRequest();
        }
        return action;
    }

    /** Where no page is allowed, Keycloak leaves it to be used again. */
    private void forgetPushedRequest() {
        session.getProvider(LoginProtocol.class, getAuthenticationSession().getProtocol())
                .authenticationComplete(getAuthenticationSession());
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
