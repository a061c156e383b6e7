package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.endpoint.login.ExtendedLoginProtocol;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;

/**
 * Takes the place of Keycloak's {@link OIDCLoginProtocolFactory}, under its id and with its server options, to hand
 * out {@link ExtendedOidcService} and {@link ExtendedLoginProtocol}. Keycloak keeps the factory with the highest order.
 */
public class ExtendedOidcProtocolFactory extends OIDCLoginProtocolFactory {

    @Override
    public Object createProtocolEndpoint(KeycloakSession session, EventBuilder event) {
        return new ExtendedOidcService(session, event);
    }

    @Override
    public LoginProtocol create(KeycloakSession session) {
        OIDCLoginProtocol builtIn = (OIDCLoginProtocol) super.create(session);
        return new ExtendedLoginProtocol(builtIn.getConfig()).setSession(session);
    }

    @Override
    public int order() {
        return UI_ORDER + 1;
    }
}
