package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.apikey.model.KeyCheck.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.keycloak.common.util.SecretGenerator;

/** Whether what was sent is a key, and that finding out always takes the same steps. */
class KeyCheckTest {

    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofDays(31));
    private static final ApiKey KEY =
            ApiKey.generate(SecretGenerator.getInstance().randomBytes());
    private static final ApiKey OTHER =
            ApiKey.generate(SecretGenerator.getInstance().randomBytes());
    private static final String BROUGHT = "a-key-that-a-partner-had-already-held";

    private final Map<String, String> records = new HashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private final AtomicInteger questions = new AtomicInteger();
    private boolean revoked;

    @Test
    void accepted() {
        store(KEY, LATER);
        assertThat(check(KEY.reveal())).isEqualTo(new KeyCheck(Outcome.ACCEPTED, id(KEY)));
    }

    @Test
    void acceptedNearItsEnd() {
        store(KEY, NOW.plusSeconds(1));
        assertThat(check(KEY.reveal()))
                .isEqualTo(new KeyCheck(Outcome.ACCEPTED, id(KEY), Optional.of(NOW.plusSeconds(1))));
    }

    @Test
    void endedByItsOwnRecord() {
        KeyRecord key = new KeyRecord(KEY.hash(), "", Optional.empty(), LATER);
        records.put(KEY.hash().id(), key.revoked(NOW.plusSeconds(9)).json());
        assertThat(check(KEY.reveal())).isEqualTo(new KeyCheck(Outcome.REVOKED, id(KEY)));

        records.put(
                KEY.hash().id(),
                key.rotated(OTHER.hash(), Duration.ofSeconds(5), NOW.minusSeconds(5))
                        .json());
        assertThat(check(KEY.reveal())).isEqualTo(new KeyCheck(Outcome.REVOKED, id(KEY)));

        records.put(
                KEY.hash().id(),
                key.rotated(OTHER.hash(), Duration.ofSeconds(6), NOW.minusSeconds(5))
                        .json());
        assertThat(check(KEY.reveal()))
                .isEqualTo(new KeyCheck(Outcome.ACCEPTED, id(KEY), Optional.of(NOW.plusSeconds(1))));
    }

    @Test
    void broughtAlong() {
        ApiKey key = ApiKey.parse(BROUGHT).orElseThrow();
        store(key, LATER);
        assertThat(check(BROUGHT)).isEqualTo(new KeyCheck(Outcome.ACCEPTED, id(key)));
    }

    @Test
    void missing() {
        assertThat(check()).isEqualTo(new KeyCheck(Outcome.MISSING, Optional.empty()));
        assertThat(check("")).isEqualTo(new KeyCheck(Outcome.MISSING, Optional.empty()));
    }

    @Test
    void sentTwice() {
        store(KEY, NOW.plusSeconds(1));
        assertThat(check(KEY.reveal(), KEY.reveal())).isEqualTo(new KeyCheck(Outcome.REPEATED, Optional.empty()));
        assertThat(check(KEY.reveal() + ", " + KEY.reveal()).outcome()).isEqualTo(Outcome.MALFORMED);
    }

    @Test
    void malformed() {
        for (String text :
                List.of("short", "a".repeat(7_000), KEY.reveal() + " ", " " + KEY.reveal(), "é".repeat(40))) {
            assertThat(check(text)).isEqualTo(new KeyCheck(Outcome.MALFORMED, Optional.empty()));
        }
    }

    @Test
    void unknownIsNamedOnlyIfItIsSurelyAKey() {
        store(KEY, NOW.plusSeconds(1));
        assertThat(check(OTHER.reveal())).isEqualTo(new KeyCheck(Outcome.UNKNOWN, id(OTHER)));
        assertThat(check("the-very-long-password-of-some-person"))
                .isEqualTo(new KeyCheck(Outcome.UNKNOWN, Optional.empty()));
    }

    @Test
    void expired() {
        store(KEY, NOW);
        assertThat(check(KEY.reveal())).isEqualTo(new KeyCheck(Outcome.EXPIRED, id(KEY)));
    }

    @Test
    void revokedWhateverItsRecordSays() {
        revoked = true;
        assertThat(check(KEY.reveal()).outcome()).isEqualTo(Outcome.REVOKED);
        store(KEY, NOW.plusSeconds(1));
        assertThat(check(KEY.reveal()).outcome()).isEqualTo(Outcome.REVOKED);
    }

    @Test
    void aRecordOfAnotherHashUnderThisIdIsNoKey() {
        String hex = KEY.hash().id() + "0".repeat(48);
        records.put(KEY.hash().id(), new KeyRecord(new KeyHash(hex), "", Optional.empty(), NOW.plusSeconds(1)).json());
        assertThat(check(KEY.reveal()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void anUnreadableRecordIsNoKey() {
        records.put(KEY.hash().id(), "{}");
        assertThat(check(KEY.reveal()).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void everyOutcomeTakesTheSameSteps() {
        store(KEY, NOW.plusSeconds(1));
        for (String[] sent : new String[][] {
            {}, {""}, {"x"}, {KEY.reveal(), KEY.reveal()}, {"a".repeat(7_000)}, {OTHER.reveal()}, {KEY.reveal()}
        }) {
            lookups.set(0);
            questions.set(0);
            check(sent);
            assertThat(lookups).hasValue(1);
            assertThat(questions).hasValue(1);
        }
    }

    private void store(ApiKey key, Instant expiresAt) {
        records.put(key.hash().id(), new KeyRecord(key.hash(), "", Optional.empty(), expiresAt).json());
    }

    private static Optional<String> id(ApiKey key) {
        return Optional.of(key.hash().id());
    }

    private KeyCheck check(String... sent) {
        return KeyCheck.forHeader(
                List.of(sent),
                id -> {
                    lookups.incrementAndGet();
                    return records.get(id);
                },
                hash -> {
                    questions.incrementAndGet();
                    return revoked;
                },
                NOW);
    }
}
