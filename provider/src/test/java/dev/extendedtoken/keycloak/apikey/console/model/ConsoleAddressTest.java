package dev.extendedtoken.keycloak.apikey.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleAddressTest {

    private static ConsoleAddress address(String administration, String frontend) {
        return new ConsoleAddress(URI.create(administration), URI.create(frontend));
    }

    @ParameterizedTest
    @CsvSource({
        "https://admin.example.com/, https://admin.example.com/, true",
        "https://admin.example.com/, https://ADMIN.example.com/, true",
        "https://admin.example.com/, HTTPS://admin.example.com/, true",
        "https://admin.example.com/, https://admin.example.com:443/, true",
        "https://admin.example.com:443/, https://admin.example.com/, true",
        "http://admin.example.com/, http://admin.example.com:80/, true",
        "http://admin.example.com:8080/, http://admin.example.com:8080/, true",
        "https://admin.example.com/auth/, https://admin.example.com/, true",
        "https://[::1]:8443/, https://[::1]:8443/, true",
        "https://admin.example.com/, http://admin.example.com/, false",
        "https://admin.example.com/, https://login.example.com/, false",
        "https://admin.example.com/, https://admin.example.com:8443/, false",
        "https://admin.example.com:8443/, https://admin.example.com/, false",
        "https://admin.example.com/, https://admin.example.com.evil.example/, false",
        "https://admin.example.com/, https://admin.example.com:80/, false",
        "http://admin.example.com/, https://admin.example.com:80/, false"
    })
    void comparesSchemeHostAndPort(String administration, String requested, boolean same) {
        assertThat(address(administration, administration).isAdministration(URI.create(requested)))
                .isEqualTo(same);
    }

    @Test
    void anAddressWithoutAHostIsNone() {
        assertThat(address("https://admin.example.com/", "https://example.com/").isAdministration(URI.create("/")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://admin.example.com/, https://login.example.com/auth/, ' https://login.example.com'",
        "https://admin.example.com/, https://admin.example.com/, ''",
        "https://admin.example.com/, https://admin.example.com:443/, ''",
        "http://localhost:8080/, http://localhost:8081/, ' http://localhost:8081'"
    })
    void thePageCallsTheServerOnly(String administration, String frontend, String more) {
        String policy = address(administration, frontend)
                .contentSecurityPolicy(URI.create(administration + "realms/a%20b/api-key-console"));
        assertThat(policy.split("; "))
                .contains(
                        "default-src 'none'",
                        "connect-src 'self'" + more,
                        "frame-ancestors 'none'",
                        "form-action 'none'",
                        "base-uri 'none'",
                        "require-trusted-types-for 'script'");
        assertThat(policy)
                .contains("script-src " + administration + "realms/a%20b/api-key-console/;")
                .doesNotContain("unsafe-inline", "unsafe-eval", "*");
    }
}
