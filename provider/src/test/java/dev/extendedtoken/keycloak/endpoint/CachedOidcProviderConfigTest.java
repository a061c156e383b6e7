package dev.extendedtoken.keycloak.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.keycloak.Config;
import org.keycloak.protocol.oidc.OIDCProviderConfig;

class CachedOidcProviderConfigTest {

    private static final Map<String, String> OPTIONS = Map.of(
            "req-params-default-max-size", "4000",
            "req-token-params-default-max-size", "20000",
            "req-params-max-size--nonce", "50",
            "req-params-max-size--assertion", "70");

    private final Config.Scope options = new Config.SystemPropertiesScope("") {
        @Override
        public String get(String key) {
            return OPTIONS.get(key);
        }
    };

    private final OIDCProviderConfig keycloak = new OIDCProviderConfig(options);
    private final CachedOidcProviderConfig cached = new CachedOidcProviderConfig(options);

    @Test
    void lengthsAreThoseOfKeycloak() {
        for (String name : new String[] {"nonce", "assertion", "login_hint", "refresh_token", "other", ""}) {
            for (boolean isToken : new boolean[] {false, true}) {
                int expected = keycloak.getMaxLengthForTheParameter(name, isToken);
                assertThat(cached.getMaxLengthForTheParameter(name, isToken)).isEqualTo(expected);
                assertThat(cached.getMaxLengthForTheParameter(name, isToken))
                        .as("the second time")
                        .isEqualTo(expected);
            }
        }
        assertThat(cached.size()).isEqualTo(12);
    }

    @Test
    void neitherManyNorLongNamesFillTheMemory() {
        cached.getMaxLengthForTheParameter("n".repeat(65), false);
        assertThat(cached.size()).isZero();
        for (int i = 0; i < 1000; i++) {
            assertThat(cached.getMaxLengthForTheParameter("name" + i, false)).isEqualTo(4000);
        }
        assertThat(cached.size()).isEqualTo(200);
        assertThat(cached.getMaxLengthForTheParameter("nonce", false)).isEqualTo(50);
    }
}
