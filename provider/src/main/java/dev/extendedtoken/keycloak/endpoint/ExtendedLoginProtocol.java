package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.oob.Headless;
import dev.extendedtoken.keycloak.oob.OutOfBandLoginProtocol;
import dev.extendedtoken.keycloak.rules.request.LongVerifiers;
import dev.extendedtoken.keycloak.rules.userjwt.UserJwtLogin;
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
        if (Headless.isOn(session) && !UserJwtLogin.is(login)) {
            return sendError(login, Error.PASSIVE_LOGIN_REQUIRED, null);
        }
        new LongVerifiers(session).bind(login);
        return super.authenticated(login, userSession, clientSession);
    }
}
