package dev.extendedtoken.keycloak.endpoint;

import org.jboss.logging.Logger;
import org.keycloak.common.Version;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.provider.ProviderFactory;

/** One line in the log for each reason why the JAR may not work on this server; none if all is well. */
final class StartUpCheck {

    private static final Logger LOG = Logger.getLogger(StartUpCheck.class);

    private static final String TESTED = "26.7.";

    private StartUpCheck() {}

    static void run(KeycloakSessionFactory factory) {
        if (!Version.VERSION.startsWith(TESTED)) {
            LOG.warnf(
                    "This version of the Keycloak Extended Token Endpoint is made for Keycloak %sx, and the server is %s."
                            + " Use the release of the extension that names your Keycloak version.",
                    TESTED, Version.VERSION);
        }
        ProviderFactory<?> oidc = factory.getProviderFactory(LoginProtocol.class, OIDCLoginProtocol.LOGIN_PROTOCOL);
        if (!(oidc instanceof ExtendedOidcProtocolFactory)) {
            LOG.warnf(
                    "Another extension has replaced the login protocol '%s' by %s, so the executors of the Keycloak"
                            + " Extended Token Endpoint do nothing. Remove one of the two extensions.",
                    OIDCLoginProtocol.LOGIN_PROTOCOL,
                    oidc == null ? "none" : oidc.getClass().getName());
        }
    }
}
