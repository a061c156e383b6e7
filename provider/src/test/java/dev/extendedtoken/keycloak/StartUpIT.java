package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the log of a server says of the extension when it has started. */
@Tag("smoke")
@KeycloakTest
class StartUpIT {

    @Test
    void oneLineNamesTheExtension(Keycloak keycloak) {
        assertThat(keycloak.log().lines().filter(line -> line.contains("Keycloak Extended Token Endpoint ")))
                .singleElement()
                .asString()
                .contains(" INFO ")
                .endsWith(". Executors in enabled policies: none");
    }
}
