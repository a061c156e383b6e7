package dev.extendedtoken.keycloak.endpoint.login;

import dev.extendedtoken.keycloak.outofband.Headless;
import dev.extendedtoken.keycloak.outofband.OutOfBandLoginProtocol;
import dev.extendedtoken.keycloak.tokenrequest.LongCodeVerifiers;
import dev.extendedtoken.keycloak.userjwt.SharedClientSession;
import dev.extendedtoken.keycloak.userjwt.UserJwtLogin;
import dev.extendedtoken.keycloak.userjwt.UserJwtSessions;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCProviderConfig;
import org.keycloak.sessions.AuthenticationSessionModel;

/**
 * The login protocol with the steps that come before a code is created: the checks of a login by user JWT, and the derived
 * challenge of a long code verifier.
 */
public final class ExtendedLoginProtocol extends OutOfBandLoginProtocol {

    public ExtendedLoginProtocol(OIDCProviderConfig configuration) {
        super(configuration);
    }

    @Override
    public Response authenticated(
            AuthenticationSessionModel login, UserSessionModel userSession, ClientSessionContext clientSession) {
        boolean byUserJwt = UserJwtLogin.isUserJwtLogin(login);
        if (byUserJwt != UserJwtSessions.isUserJwtSession(userSession.getId())
                || Headless.isCurrent(session) && !byUserJwt) {
            return sendError(login, Error.PASSIVE_LOGIN_REQUIRED, null);
        }
        if (byUserJwt) {
            new SharedClientSession(clientSession.getClientSession()).replaceRequestNotes(login);
        }
        new LongCodeVerifiers(session).replaceChallenge(login);
        return super.authenticated(login, userSession, clientSession);
    }
}
