package dev.extendedtoken.keycloak.compat;

import java.util.List;
import org.keycloak.OAuth2Constants;
import org.keycloak.cookie.CookieProvider;
import org.keycloak.cookie.DefaultCookieProviderFactory;
import org.keycloak.headers.DefaultSecurityHeadersProvider;
import org.keycloak.headers.SecurityHeadersProvider;
import org.keycloak.protocol.LoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocol;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.protocol.oidc.RefreshTokenIntrospectionProvider;
import org.keycloak.protocol.oidc.TokenIntrospectionProvider;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantType;
import org.keycloak.protocol.oidc.grants.OAuth2GrantType;
import org.keycloak.protocol.oidc.grants.PermissionGrantType;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantType;
import org.keycloak.protocol.oidc.grants.device.endpoints.DeviceEndpoint;
import org.keycloak.services.clientpolicy.ClientPolicyManager;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManager;
import org.keycloak.services.clientregistration.AdapterInstallationClientRegistrationProvider;
import org.keycloak.services.clientregistration.ClientRegistrationProvider;
import org.keycloak.services.clientregistration.DefaultClientRegistrationProvider;
import org.keycloak.services.cors.Cors;
import org.keycloak.services.cors.DefaultCorsFactory;
import org.keycloak.services.resource.RealmResourceProvider;

/** The providers of Keycloak that the extension replaces. */
final class ReplacedProviders {

    private static final String EXTENSION = "dev.extendedtoken.keycloak.";
    private static final String REMOVE_ONE = " Remove one of the two extensions.";

    static final List<ReplacedProvider> ALL = List.of(
            new ReplacedProvider(
                    LoginProtocol.class,
                    OIDCLoginProtocol.LOGIN_PROTOCOL,
                    OIDCLoginProtocolFactory.class,
                    "the login protocol 'openid-connect'",
                    EXTENSION + "endpoint.ExtendedOidcProtocolFactory",
                    "the executors of the Keycloak Extended Token Endpoint do nothing." + REMOVE_ONE),
            new ReplacedProvider(
                    SecurityHeadersProvider.class,
                    null,
                    DefaultSecurityHeadersProvider.class,
                    "the security headers",
                    EXTENSION + "endpoint.http.ExtendedSecurityHeadersFactory",
                    "the Keycloak Extended Token Endpoint cannot give answers to JSON the headers of answers to forms."
                            + " Remove one of the two extensions, or accept the difference."),
            new ReplacedProvider(
                    Cors.class,
                    null,
                    DefaultCorsFactory.class,
                    "the answers to cross-origin requests",
                    EXTENSION + "endpoint.http.ExtendedCorsFactory",
                    "pages cannot send an API key. Allow its header by that extension's means, or remove one of the"
                            + " two."),
            new ReplacedProvider(
                    ClientRegistrationProvider.class,
                    "default",
                    DefaultClientRegistrationProvider.class,
                    "the client registration 'default'",
                    EXTENSION + "apikey.store.KeyPreservingRegistrationFactory",
                    "a client that registers itself could write its own API keys. Remove one of the two extensions, or"
                            + " allow no client registration."),
            new ReplacedProvider(
                    ClientRegistrationProvider.class,
                    "install",
                    AdapterInstallationClientRegistrationProvider.class,
                    "the client registration 'install'",
                    EXTENSION + "endpoint.backchannel.GuardedInstallationFactory",
                    "a client reads its adapter configuration without its API key." + REMOVE_ONE),
            new ReplacedProvider(
                    ClientPolicyManager.class,
                    null,
                    DefaultClientPolicyManager.class,
                    "the client policy manager",
                    EXTENSION + "clientpolicy.ShortCircuitingPolicyManagerFactory",
                    "a client could leave its client policies with its registration access token. Remove one of the two"
                            + " extensions, or allow no client registration."),
            new ReplacedProvider(
                            RealmResourceProvider.class,
                            "device",
                            DeviceEndpoint.class,
                            "the path 'device'",
                            EXTENSION + "endpoint.backchannel.GuardedDeviceFactory",
                            "device authorization requests to it need no API key." + REMOVE_ONE)
                    .asOptional(),
            new ReplacedProvider(
                            OAuth2GrantType.class,
                            OAuth2Constants.UMA_GRANT_TYPE,
                            PermissionGrantType.class,
                            "the grant type '" + OAuth2Constants.UMA_GRANT_TYPE + "'",
                            EXTENSION + "endpoint.backchannel.GuardedPermissionGrantFactory",
                            "decisions about permissions may need no API key." + REMOVE_ONE)
                    .asOptional(),
            new ReplacedProvider(
                    OAuth2GrantType.class,
                    OAuth2Constants.AUTHORIZATION_CODE,
                    AuthorizationCodeGrantType.class,
                    "the grant type 'authorization_code'",
                    EXTENSION + "tokenrequest.NarrowingCodeGrantFactory",
                    "code verifiers of more than 128 characters fail, and no scope is narrowed at the code exchange."
                            + REMOVE_ONE),
            new ReplacedProvider(
                            OAuth2GrantType.class,
                            OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE,
                            TokenExchangeGrantType.class,
                            "the grant type '" + OAuth2Constants.TOKEN_EXCHANGE_GRANT_TYPE + "'",
                            EXTENSION + "tokenrequest.LimitedTokenExchangeFactory",
                            "a token exchange may give back what was narrowed at a code exchange." + REMOVE_ONE)
                    .asOptional(),
            new ReplacedProvider(
                    CookieProvider.class,
                    null,
                    DefaultCookieProviderFactory.class,
                    "the cookies",
                    EXTENSION + "endpoint.login.HeadlessCookieFactory",
                    "logins by user JWT set an SSO cookie, and cookies may sign in a headless request." + REMOVE_ONE),
            new ReplacedProvider(
                    TokenIntrospectionProvider.class,
                    "refresh_token",
                    RefreshTokenIntrospectionProvider.class,
                    "the introspection of 'refresh_token'",
                    EXTENSION + "rotation.RotationIntrospectionFactory",
                    "superseded refresh tokens are shown as active. They are refused all the same." + REMOVE_ONE));

    private ReplacedProviders() {}
}
