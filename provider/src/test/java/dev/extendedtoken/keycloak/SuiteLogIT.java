package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The log of the first server after all other classes, with the extension's categories at TRACE. */
@Tag("modes")
@Order(Integer.MAX_VALUE)
@Isolated
@KeycloakTest
class SuiteLogIT {

    private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}");

    /** By agreement every client secret and password of these tests ends so; client-secret is an authenticator's id. */
    private static final Pattern SECRET = Pattern.compile("(?<!\\bclient)-secret\\b");

    /** What secret scanners look for. */
    private static final Pattern API_KEY = Pattern.compile("kck_[0-9A-Za-z]{49}");

    private static String log;

    @BeforeAll
    static void read(Keycloak keycloak) {
        log = keycloak.log();
    }

    @Test
    void noTokenCodeSecretOrKey() {
        for (Pattern pattern : new Pattern[] {JWT, Login.CODE, SECRET, API_KEY}) {
            assertThat(log.lines().filter(line -> pattern.matcher(line).find())).isEmpty();
        }
    }

    /** The realms of the tests that are about a warning are named so. */
    @Test
    void warnsOnlyInRealmsNamedForWarnings() {
        assertThat(log.lines()
                        .filter(line -> line.contains(" [dev.extendedtoken."))
                        .filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                        .filter(line -> !line.contains("realm 'bad-") && !line.contains("realm 'policy-")))
                .isEmpty();
    }

    @Test
    void keycloakWarnsOfInternalSpisOnceForEachProvider() {
        assertThat(log.lines().filter(line -> line.contains("dev.extendedtoken.") && line.contains("KC-SERVICES0047")))
                .doesNotHaveDuplicates();
    }
}
