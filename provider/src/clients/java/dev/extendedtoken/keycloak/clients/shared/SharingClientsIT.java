package dev.extendedtoken.keycloak.clients.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A few rounds of {@link SharedTokensBenchmark}, with the recommended settings only. */
@KeycloakTest
class SharingClientsIT {

    /** One for each of the times within which the processes call. */
    private static final int ROUNDS = 3;

    @InjectKeycloak
    private static Keycloak keycloak;

    private static Trial trial;

    @BeforeAll
    static void begin() throws Exception {
        trial = new Trial(keycloak, List.of(Setting.RECOMMENDED), Duration.ofSeconds(3));
    }

    @AfterAll
    static void end() {
        trial.close();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.MATCH_ANY,
            names = {"OIDC_.*", "KEYCLOAK_.*", "ANGULAR_.*"})
    void noTabHasToSignInAgain(SharingClient client) throws Exception {
        assertNoneFailed(client, begin(client));
    }

    @Test
    void noProcessHasToSignInAgain() throws Exception {
        Map<SharingClient, Future<Tally>> pending = new EnumMap<>(SharingClient.class);
        for (SharingClient client : EnumSet.range(SharingClient.AUTH_CORE, SharingClient.KILLED_FOR_LONGER)) {
            pending.put(client, begin(client));
        }
        for (Map.Entry<SharingClient, Future<Tally>> client : pending.entrySet()) {
            assertNoneFailed(client.getKey(), client.getValue());
        }
    }

    private static Future<Tally> begin(SharingClient client) {
        return trial.begin(client, Setting.RECOMMENDED, ROUNDS, 1);
    }

    private static void assertNoneFailed(SharingClient client, Future<Tally> pending) throws Exception {
        assertThat(pending.get())
                .as(() -> client + ": " + trial.errors(client, Setting.RECOMMENDED))
                .isEqualTo(new Tally(ROUNDS, 0, 0, List.of()));
        assertThat(trial.refreshes(client, Setting.RECOMMENDED)).isGreaterThanOrEqualTo(ROUNDS);
    }
}
