package dev.extendedtoken.keycloak.clients.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/** Some rounds of one user: an access token is due for renewal, and all processes of the client call. */
final class Rounds implements Callable<Tally> {

    /** Within which time the processes call, in turns: at once, after the same click, after the same coffee break. */
    private static final List<Duration> SPREADS = List.of(Duration.ZERO, Duration.ofMillis(400), Duration.ofSeconds(5));

    private final SharingClient client;
    private final TrialClient ofRealm;
    private final int rounds;
    private final int lane;
    private final Duration renewal;
    private Instant due;

    /** @param lane the number of the user */
    Rounds(SharingClient client, TrialClient ofRealm, int rounds, int lane, Duration renewal) {
        this.client = client;
        this.ofRealm = ofRealm;
        this.rounds = rounds;
        this.lane = lane;
        this.renewal = renewal;
    }

    @Override
    public Tally call() throws Exception {
        Tally sum = Tally.NOTHING;
        try (SharedSession session = client.start(ofRealm)) {
            boolean signedIn = false;
            for (int round = 0; round < rounds; round++) {
                if (!signedIn) {
                    session.signIn();
                    renewed();
                }
                awaitDue();
                Tally outcome = Tally.from(session.call(delays(round)));
                renewed();
                sum = sum.and(outcome);
                signedIn = outcome.forcedLogins() == 0;
            }
        }
        return sum;
    }

    /** A second more than its life, because expiries are in whole seconds. */
    private void renewed() {
        due = Instant.now().plus(renewal).plusSeconds(1);
    }

    private void awaitDue() {
        if (!client.renewsByItself()) {
            Awaitility.await().atMost(renewal.multipliedBy(2).plusSeconds(10)).until(() -> Instant.now()
                    .isAfter(due));
        }
    }

    /** The same for each setting. */
    private List<Duration> delays(int round) {
        Random random = new Random(31L * lane + round);
        long spread = SPREADS.get((lane + round) % SPREADS.size()).toMillis();
        return random.longs(client.calls(), 0, spread + 1)
                .mapToObj(Duration::ofMillis)
                .toList();
    }
}
