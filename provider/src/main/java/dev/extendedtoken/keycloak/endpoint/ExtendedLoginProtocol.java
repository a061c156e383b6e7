package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.oob.Headless;
import dev.extendedtoken.keycloak.oob.OutOfBandLoginProtocol;
import dev.extendedtoken.keycloak.rules.request.LongVerifiers;
import dev.extendedtoken.keycloak.rules.userjwt.SharedClientSession;
import dev.extendedtoken.keycloak.rules.userjwt.UserJwtLogin;
import dev.extendedtoken.keycloak.rules.userjwt.UserJwtSessions;
import jakarta.ws.rs.core.Response;
import org.keycloak.models.ClientSessionContext;
import org.keycloak.models.UserSessionModel;
import org.keycloak.protocol.oidc.OIDCProviderConfig;
import org.keycloak.sessions.AuthenticationSessionModel;

/** The login protocol with all that a code needs to know before it is made. */
public final class ExtendedLoginProtocol extends OutOfBandLoginProtocol {

    ExtendedLoginProtocol(OIDCProviderConfig configuration) {
        super(configuration);
    }

    @Override
    public Response authenticated(
            AuthenticationSessionModel login, UserSessionModel userSession, ClientSessionContext clientSession) {
        boolean byUserJwt = UserJwtLogin.is(login);
        if (byUserJwt != UserJwtSessions.isOne(userSession.getId()) || Headless.isOn(session) && !byUserJwt) {
            return sendError(login, Error.PASSIVE_LOGIN_REQUIRED, null);
        }
        if (byUserJwt) {
            new SharedClientSession(clientSession.getClientSession()).keepOnly(login);
        }
        new LongVerifiers(session).bind(login);
        return super.authenticated(login, userSession, clientSession);
    }
}
