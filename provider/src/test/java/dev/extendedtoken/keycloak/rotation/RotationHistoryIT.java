package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.rotation.history.Operation.Outcome;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many senders share a family: they refresh, retry, replay, introspect and revoke at the same time. Each family's history has
 * to be one of a single live token. More histories: {@code -Drotation.histories=100}; a history that is not one is left in
 * {@code target/histories}, for {@code RecordedHistoriesTest} to replay.
 */
@Tag("modes")
@KeycloakTest
class RotationHistoryIT {

    private static final int HISTORIES = Integer.getInteger("rotation.histories", 3);
    private static final long SEED = Long.getLong("rotation.histories.seed", System.nanoTime());
    private static final int SENDERS = 6;
    private static final int REQUESTS = 20;

    @InjectRealm
    private static RotationRealm realm;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("rotation-history").with("eventsEnabled", false);
        for (int grace : List.of(0, 2, 300)) {
            RotationRealm.profile(file, "grace-" + grace, Map.of("grace-period", grace));
            RotationRealm.client(file, "grace-" + grace, "grace-" + grace);
            String kept = "kept-" + grace;
            RotationRealm.profile(
                    file,
                    kept,
                    Map.of("grace-period", grace, "reuse-action", "keep-family", "family-lifetime", 86_400));
            RotationRealm.client(file, kept, kept);
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({"300, false", "2, false", "0, false", "0, true", "300, true"})
    void eachHistoryHasOneLiveToken(int gracePeriod, boolean keepsFamily) throws Exception {
        RotationClient client = realm.client((keepsFamily ? "kept-" : "grace-") + gracePeriod);
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            for (int number = 0; number < HISTORIES; number++) {
                long seed = SEED + number;
                RecordedFamily family =
                        RecordedFamily.begin(client.id() + "-" + seed, client, gracePeriod, keepsFamily);
                // A strict family may end with its first requests.
                family.introspect("the beginning", client, family.newest());
                List<Future<?>> pending = new ArrayList<>();
                for (int i = 0; i < SENDERS; i++) {
                    String sender = "sender-" + i;
                    Random random = new Random(seed * SENDERS + i);
                    pending.add(senders.submit(() -> send(family, sender, client, random)));
                }
                for (Future<?> one : pending) {
                    one.get();
                }
                end(family, client);
                family.assertOneLiveToken();
                outcomes.addAll(family.outcomes().keySet());
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(outcomes).contains(Outcome.ISSUED, Outcome.REFUSED, Outcome.ACTIVE, Outcome.INACTIVE);
    }

    private static void end(RecordedFamily family, RotationClient client) {
        family.revoke("the end", client);
        family.introspect("the end", client, family.newest());
        family.refresh("the end", client, family.newest());
    }

    /** With one request after the other. In the first half older tokens are rare, so that a strict family gets older. */
    private static void send(RecordedFamily family, String sender, RotationClient client, Random random) {
        for (int i = 0; i < REQUESTS; i++) {
            int dice = random.nextInt(200);
            if (dice < 1) {
                family.revoke(sender, client);
            } else if (dice < 30) {
                family.introspect(sender, client, family.recent(random));
            } else {
                boolean newest = dice < (i < REQUESTS / 2 ? 190 : 140);
                family.refresh(sender, client, newest ? family.newest() : family.recent(random));
            }
        }
    }
}
