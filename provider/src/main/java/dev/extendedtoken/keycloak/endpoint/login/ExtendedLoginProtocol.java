package dev.extendedtoken.keycloak.endpoint.login;

import dev.extendedtoken.keycloak.outofband.Headless;
import dev.extendedtoken.keycloak.outofband.OutOfBandLoginProtocol;
import dev.extendedtoken.keycloak.tokenrequest.LongVerifiers;
import dev.extendedtoken.keycloak.userjwt.SharedClientSession;
import dev.extendedtoken.keycloak.userjwt.UserJwtLogin;
import dev.extendedtoken.keycloak.userjwt.UserJwtSessions;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCProviderConfig;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The login protocol with all that a code needs to know before it is made. */
public final class ExtendedLoginProtocol extends OutOfBandLoginProtocol {

    public ExtendedLoginProtocol(OIDCProviderConfig configuration) {
        super(configuration);
    }

    @Override
    public Response authenticated(
            AuthenticationSessionModel login, UserSessionModel userSession, ClientSessionContext clientSession) {
        boolean byUserJwt = UserJwtLogin.is(login);
        if (byUserJwt != UserJwtSessions.isOne(userSession.getId()) || Headless.isCurrent(session) && !byUserJwt) {
            return sendError(login, Error.PASSIVE_LOGIN_REQUIRED, null);
        }
        if (byUserJwt) {
            new SharedClientSession(clientSession.getClientSession()).keepOnly(login);
        }
        new LongVerifiers(session).bind(login);
        return super.authenticated(login, userSession, clientSession);
    }
}
