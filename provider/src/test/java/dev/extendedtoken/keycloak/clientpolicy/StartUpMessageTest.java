package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StartUpMessageTest {

    @Test
    void nothingInUse() {
        assertThat(new StartUpMessage(new TreeSet<>(), true).text("1.0", "26.7.4"))
                .isEqualTo("Keycloak Extended Token Endpoint 1.0 on Keycloak 26.7.4."
                        + " Executors in enabled policies: none");
    }

    @Test
    void inUse() {
        StartUpMessage message = new StartUpMessage(new TreeSet<>(List.of("out-of-band", "api-key-enforcer")), false);
        assertThat(message.text("1.0", "26.7.4"))
                .isEqualTo("Keycloak Extended Token Endpoint 1.0 on Keycloak 26.7.4."
                        + " Executors in enabled policies of the first 100 realms: api-key-enforcer, out-of-band");
    }
}
