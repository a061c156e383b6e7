package dev.extendedtoken.keycloak.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.apikey.KeyKeepingRegistrationFactory;
import dev.extendedtoken.keycloak.gate.SparingPolicyManagerFactory;
import dev.extendedtoken.keycloak.rules.request.LimitedTokenExchangeFactory;
import dev.extendedtoken.keycloak.rules.request.RuledCodeGrantFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.cookie.DefaultCookieProviderFactory;
import org.keycloak.headers.DefaultSecurityHeadersProviderFactory;
import org.keycloak.protocol.oidc.OIDCLoginProtocolFactory;
import org.keycloak.protocol.oidc.grants.AuthorizationCodeGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.PermissionGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.TokenExchangeGrantTypeFactory;
import org.keycloak.protocol.oidc.grants.device.endpoints.DeviceEndpointFactory;
import org.keycloak.services.clientpolicy.DefaultClientPolicyManagerFactory;
import org.keycloak.services.clientregistration.AdapterInstallationClientRegistrationProviderFactory;
import org.keycloak.services.clientregistration.DefaultClientRegistrationProviderFactory;
import org.keycloak.services.cors.DefaultCorsFactory;

class StartUpCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"26.7.0", "26.7.5", "26.7.10", "26.7.4.redhat-00001"})
    void silentOnWhatItIsMadeFor(String version) {
        assertThat(StartUpCheck.ofVersion(version)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"26.6.4", "26.8.0", "27.0.0", "26.70.0", "999.0.0-SNAPSHOT"})
    void namesAnyOtherVersion(String version) {
        assertThat(StartUpCheck.ofVersion(version).orElseThrow())
                .contains("26.7.x", version)
                .endsWith("Use the release of the extension that names your Keycloak version.");
    }

    @Test
    void silentIfOursAreInPlace() {
        assertThat(StartUpCheck.ofLoginProtocol(new ExtendedOidcProtocolFactory()))
                .isEmpty();
        assertThat(StartUpCheck.ofSecurityHeaders(new ExtendedSecurityHeadersFactory()))
                .isEmpty();
        assertThat(StartUpCheck.ofCors(new ExtendedCorsFactory())).isEmpty();
        assertThat(StartUpCheck.ofClientRegistration(new KeyKeepingRegistrationFactory()))
                .isEmpty();
        assertThat(StartUpCheck.ofInstallation(new GuardedInstallationFactory()))
                .isEmpty();
        assertThat(StartUpCheck.ofPolicyManager(new SparingPolicyManagerFactory()))
                .isEmpty();
        assertThat(StartUpCheck.ofCodeGrant(new RuledCodeGrantFactory())).isEmpty();
        assertThat(StartUpCheck.ofCookies(new QuietCookieFactory())).isEmpty();
    }

    @Test
    void silentAboutWhatKeycloakHasSwitchedOff() {
        assertThat(StartUpCheck.ofDeviceEndpoint(null)).isEmpty();
        assertThat(StartUpCheck.ofPermissionGrant(null)).isEmpty();
        assertThat(StartUpCheck.ofTokenExchange(null)).isEmpty();
        assertThat(StartUpCheck.ofTokenExchange(new LimitedTokenExchangeFactory()))
                .isEmpty();
        assertThat(StartUpCheck.ofDeviceEndpoint(new GuardedDeviceFactory())).isEmpty();
        assertThat(StartUpCheck.ofPermissionGrant(new GuardedPermissionGrantFactory()))
                .isEmpty();
    }

    @Test
    void namesWhatHasTakenThePlaceOfOurs() {
        assertThat(StartUpCheck.ofLoginProtocol(new OIDCLoginProtocolFactory()).orElseThrow())
                .contains("'openid-connect'", OIDCLoginProtocolFactory.class.getName(), "Remove one of the two");
        assertThat(StartUpCheck.ofSecurityHeaders(new DefaultSecurityHeadersProviderFactory())
                        .orElseThrow())
                .contains(DefaultSecurityHeadersProviderFactory.class.getName(), "Remove one of the two");
        assertThat(StartUpCheck.ofCors(new DefaultCorsFactory()).orElseThrow())
                .contains(DefaultCorsFactory.class.getName());
        assertThat(StartUpCheck.ofClientRegistration(new DefaultClientRegistrationProviderFactory())
                        .orElseThrow())
                .contains(DefaultClientRegistrationProviderFactory.class.getName());
        assertThat(StartUpCheck.ofInstallation(new AdapterInstallationClientRegistrationProviderFactory())
                        .orElseThrow())
                .contains("'install'", AdapterInstallationClientRegistrationProviderFactory.class.getName());
        assertThat(StartUpCheck.ofPolicyManager(new DefaultClientPolicyManagerFactory())
                        .orElseThrow())
                .contains("policy manager", DefaultClientPolicyManagerFactory.class.getName());
        assertThat(StartUpCheck.ofDeviceEndpoint(new DeviceEndpointFactory()).orElseThrow())
                .contains("'device'", DeviceEndpointFactory.class.getName());
        assertThat(StartUpCheck.ofPermissionGrant(new PermissionGrantTypeFactory())
                        .orElseThrow())
                .contains("uma-ticket", PermissionGrantTypeFactory.class.getName());
        assertThat(StartUpCheck.ofCodeGrant(new AuthorizationCodeGrantTypeFactory())
                        .orElseThrow())
                .contains(
                        "'authorization_code'",
                        AuthorizationCodeGrantTypeFactory.class.getName(),
                        "Remove one of the two");
        assertThat(StartUpCheck.ofTokenExchange(new TokenExchangeGrantTypeFactory())
                        .orElseThrow())
                .contains("token-exchange", TokenExchangeGrantTypeFactory.class.getName());
        assertThat(StartUpCheck.ofCookies(new DefaultCookieProviderFactory()).orElseThrow())
                .contains("the cookies", DefaultCookieProviderFactory.class.getName(), "Remove one of the two");
        assertThat(StartUpCheck.ofLoginProtocol(null).orElseThrow()).contains("by none");
    }
}
