package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.endpoint.login.ExtendedLoginProtocol;
import org.keycloak.Config;
import org.keycloak.events.EventBuilder;
import org.keycloak.models.KeycloakSession;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;

/**
 * Takes the place of Keycloak's {@link OIDCLoginProtocolFactory}, under its id and with its server options, to hand
 * out {@link ExtendedOidcService} and {@link ExtendedLoginProtocol}. Keycloak keeps the factory with the highest order.
 */
public class ExtendedOidcProtocolFactory extends OIDCLoginProtocolFactory {

    private CachedOidcProviderConfig options;

    @Override
    public void init(Config.Scope config) {
        super.init(config);
        options = new CachedOidcProviderConfig(config);
    }

    @Override
    public Object createProtocolEndpoint(KeycloakSession session, EventBuilder event) {
        return new ExtendedOidcService(session, event);
    }

    @Override
    public LoginProtocol create(KeycloakSession session) {
        return new ExtendedLoginProtocol(options).setSession(session);
    }

    @Override
    public int order() {
        return UI_ORDER + 1;
    }
}
