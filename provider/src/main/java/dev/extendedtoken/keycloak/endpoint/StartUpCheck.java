package dev.extendedtoken.keycloak.endpoint;

import dev.extendedtoken.keycloak.apikey.KeyKeepingRegistrationFactory;
import dev.extendedtoken.keycloak.gate.SparingPolicyManagerFactory;
import dev.extendedtoken.keycloak.rules.request.LimitedTokenExchangeFactory;
import dev.extendedtoken.keycloak.rules.request.RuledCodeGrantFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keycloak.OAuth2Constants;
import org.keycloak.common.Version;
import org.keycloak.cookie.CookieProvider;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.resource.RealmResourceProvider;

/** One line in the log for each reason why the JAR may not work on this server; none if all is well. */
final class StartUpCheck {

    private static final Logger LOG = Logger.getLogger(StartUpCheck.class);

    private static final String TESTED = "26.7.";

    private StartUpCheck() {}

    static void run(KeycloakSessionFactory factory) {
        List<String> problems = new ArrayList<>();
        ofVersion(Version.VERSION).ifPresent(problems::add);
        ofLoginProtocol(factory.getProviderFactory(LoginProtocol.class, OIDCLoginProtocol.LOGIN_PROTOCOL))
                .ifPresent(problems::add);
        ofSecurityHeaders(factory.getProviderFactory(SecurityHeadersProvider.class))
                .ifPresent(problems::add);
        ofCors(factory.getProviderFactory(Cors.class)).ifPresent(problems::add);
        ofClientRegistration(factory.getProviderFactory(ClientRegistrationProvider.class, "default"))
                .ifPresent(problems::add);
        ofInstallation(factory.getProviderFactory(ClientRegistrationProvider.class, "install"))
                .ifPresent(problems::add);
        ofPolicyManager(factory.getProviderFactory(ClientPolicyManager.class)).ifPresent(problems::add);
        ofDeviceEndpoint(factory.getProviderFactory(RealmResourceProvider.class, "device"))
                .ifPresent(problems::add);
        ofPermissionGrant(factory.getProviderFactory(OAuth2GrantType.class, OAuth2Constants.UMA_GRANT_TYPE))
                .ifPresent(problems::add);
        ofCodeGrant(factory.getProviderFactory(OAuth2GrantType.class, OAuth2Constants.AUTHORIZATION_CODE))
                .ifPresent(problems::add);
        ofTokenExchange(factory.getProviderFactory(OAuth2GrantType.class, OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE))
                .ifPresent(problems::add);
        ofCookies(factory.getProviderFactory(CookieProvider.class)).ifPresent(problems::add);
        problems.forEach(LOG::warn);
    }

    static Optional<String> ofVersion(String server) {
        return server.startsWith(TESTED)
                ? Optional.empty()
                : Optional.of("This version of the Keycloak Extended Token Endpoint is made for Keycloak " + TESTED
                        + "x, and the server is " + server
                        + ". Use the release of the extension that names your Keycloak version.");
    }

    static Optional<String> ofLoginProtocol(ProviderFactory<?> installed) {
        return replaced(
                "the login protocol '" + OIDCLoginProtocol.LOGIN_PROTOCOL + "'",
                installed,
                ExtendedOidcProtocolFactory.class,
                "the executors of the Keycloak Extended Token Endpoint do nothing. Remove one of the two extensions.");
    }

    static Optional<String> ofSecurityHeaders(ProviderFactory<?> installed) {
        return replaced(
                "the security headers",
                installed,
                ExtendedSecurityHeadersFactory.class,
                "the Keycloak Extended Token Endpoint cannot give answers to JSON the headers of answers to forms."
                        + " Remove one of the two extensions, or accept the difference.");
    }

    static Optional<String> ofCors(ProviderFactory<?> installed) {
        return replaced(
                "the answers to cross-origin requests",
                installed,
                ExtendedCorsFactory.class,
                "pages cannot send an API key. Allow its header by that extension's means, or remove one of the two.");
    }

    static Optional<String> ofClientRegistration(ProviderFactory<?> installed) {
        return replaced(
                "the client registration 'default'",
                installed,
                KeyKeepingRegistrationFactory.class,
                "a client that registers itself could write its own API keys. Remove one of the two extensions, or allow"
                        + " no client registration.");
    }

    static Optional<String> ofInstallation(ProviderFactory<?> installed) {
        return replaced(
                "the client registration 'install'",
                installed,
                GuardedInstallationFactory.class,
                "a client reads its adapter configuration without its API key. Remove one of the two extensions.");
    }

    static Optional<String> ofPolicyManager(ProviderFactory<?> installed) {
        return replaced(
                "the client policy manager",
                installed,
                SparingPolicyManagerFactory.class,
                "a client could leave its client policies with its registration access token. Remove one of the two"
                        + " extensions, or allow no client registration.");
    }

    /** @param installed null where Keycloak's feature is switched off */
    static Optional<String> ofDeviceEndpoint(ProviderFactory<?> installed) {
        return installed == null
                ? Optional.empty()
                : replaced(
                        "the path 'device'",
                        installed,
                        GuardedDeviceFactory.class,
                        "device authorization requests to it need no API key. Remove one of the two extensions.");
    }

    /** @param installed null where Keycloak's feature is switched off */
    static Optional<String> ofPermissionGrant(ProviderFactory<?> installed) {
        return installed == null
                ? Optional.empty()
                : replaced(
                        "the grant type '" + OAuth2Constants.UMA_GRANT_TYPE + "'",
                        installed,
                        GuardedPermissionGrantFactory.class,
                        "decisions about permissions may need no API key. Remove one of the two extensions.");
    }

    static Optional<String> ofCodeGrant(ProviderFactory<?> installed) {
        return replaced(
                "the grant type '" + OAuth2Constants.AUTHORIZATION_CODE + "'",
                installed,
                RuledCodeGrantFactory.class,
                "code verifiers of more than 128 characters fail, and no scope is narrowed at the code exchange. Remove"
                        + " one of the two extensions.");
    }

    /** @param installed null where Keycloak's feature is switched off */
    static Optional<String> ofTokenExchange(ProviderFactory<?> installed) {
        return installed == null
                ? Optional.empty()
                : replaced(
                        "the grant type '" + OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE + "'",
                        installed,
                        LimitedTokenExchangeFactory.class,
                        "a token exchange may give back what was narrowed at a code exchange. Remove one of the two"
                                + " extensions.");
    }

    static Optional<String> ofCookies(ProviderFactory<?> installed) {
        return replaced(
                "the cookies",
                installed,
                QuietCookieFactory.class,
                "logins by user JWT set an SSO cookie, and cookies may sign in a headless request. Remove one of the two"
                        + " extensions.");
    }

    private static Optional<String> replaced(
            String what, ProviderFactory<?> installed, Class<? extends ProviderFactory<?>> ours, String consequence) {
        return ours.isInstance(installed)
                ? Optional.empty()
                : Optional.of(
                        "Another extension has replaced " + what + " by " + name(installed) + ", so " + consequence);
    }

    private static String name(ProviderFactory<?> factory) {
        return factory == null ? "none" : factory.getClass().getName();
    }
}
