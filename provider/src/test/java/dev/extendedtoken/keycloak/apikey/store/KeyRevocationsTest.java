package dev.extendedtoken.keycloak.apikey.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.apikey.model.KeyHash;
import dev.extendedtoken.keycloak.apikey.model.KeyRecord;
import dev.extendedtoken.keycloak.storage.RevocationEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.RevokedTokenProvider;

class KeyRevocationsTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
    private static final KeyHash KEY = new KeyHash("ab".repeat(32));
    private static final KeyHash OTHER_KEY = new KeyHash("cd".repeat(32));

    private final Store store = new Store();
    private final KeyRevocations partner = client("uuid-1", "partner");

    @Test
    void aRevocationIsOfOneKey() {
        partner.revoke(record(KEY), NOW);

        assertThat(partner.isRevoked(KEY)).isTrue();
        assertThat(partner.isEnding(KEY)).isTrue();
        assertThat(partner.isRevoked(OTHER_KEY)).isFalse();
        assertThat(partner.isEnding(OTHER_KEY)).isFalse();
    }

    /** Either name of the owner ends the key; nobody else's does. */
    @ParameterizedTest
    @CsvSource({
        "uuid-1,  partner,  true",
        "uuid-2,  partner,  true",
        "uuid-1,  renamed,  true",
        "uuid-2,  other,    false",
        "partner, uuid-1,   false"
    })
    void aRevocationIsTheOwners(String uuid, String clientId, boolean ends) {
        partner.revoke(record(KEY), NOW);

        assertThat(client(uuid, clientId).isRevoked(KEY)).isEqualTo(ends);
        assertThat(client(uuid, clientId).isEnding(KEY)).isEqualTo(ends);
    }

    @ParameterizedTest
    @CsvSource({"uuid-1, partner", "uuid-2, partner", "uuid-1, renamed"})
    void aKeyLivesOnInItsOverlap(String uuid, String clientId) {
        assertThat(partner.rotateOut(record(KEY), Duration.ofMinutes(5), NOW)).isTrue();
        KeyRevocations later = client(uuid, clientId);

        assertThat(later.isRevoked(KEY)).isFalse();
        assertThat(later.isEnding(KEY)).isTrue();
        assertThat(later.rotateOut(record(KEY), Duration.ofMinutes(5), NOW)).isFalse();

        store.forget(Duration.ofMinutes(5));
        assertThat(later.isRevoked(KEY)).isTrue();
    }

    @Test
    void aRevocationOverrulesTheOverlap() {
        partner.rotateOut(record(KEY), Duration.ofMinutes(5), NOW);
        client("uuid-2", "partner").revoke(record(KEY), NOW);

        assertThat(partner.isRevoked(KEY)).isTrue();
    }

    @Test
    void rotatedWithoutAnOverlapItIsEndedAtOnce() {
        assertThat(partner.rotateOut(record(KEY), Duration.ZERO, NOW)).isTrue();
        assertThat(partner.isRevoked(KEY)).isTrue();
        assertThat(partner.rotateOut(record(KEY), Duration.ZERO, NOW)).isFalse();
    }

    /** As the version before wrote it: by hash alone, for every client. */
    @Test
    void whatTheVersionBeforeEndedStaysEnded() {
        store.put(byHash("REVOKED"), 60);
        store.put(byHash("ENDED"), 60);

        assertThat(partner.isRevoked(KEY)).isTrue();
        assertThat(partner.isEnding(KEY)).isTrue();
        assertThat(partner.rotateOut(record(KEY), Duration.ZERO, NOW)).isFalse();
    }

    @Test
    void whatTheVersionBeforeRotatedLivesOnInItsOverlap() {
        store.put(byHash("OVERLAP"), 60);
        store.put(byHash("ENDED"), 3600);
        assertThat(partner.isRevoked(KEY)).isFalse();
        assertThat(partner.isEnding(KEY)).isTrue();

        partner.revoke(record(KEY), NOW);
        assertThat(partner.isRevoked(KEY)).isTrue();
    }

    /** Nor does what it knows of an overlap of another client's key of this hash revive one that has ended. */
    @Test
    void anOverlapByHashRevivesNothing() {
        partner.rotateOut(record(KEY), Duration.ofSeconds(1), NOW);
        store.forget(Duration.ofSeconds(1));
        store.put(byHash("OVERLAP"), 3600);
        store.put(byHash("ENDED"), 3600);

        assertThat(partner.isRevoked(KEY)).isTrue();
    }

    /** It would end the key of every client that has it. */
    @Test
    void nothingIsWrittenByHashAlone() {
        partner.revoke(record(KEY), NOW);
        partner.rotateOut(record(OTHER_KEY), Duration.ofMinutes(5), NOW);

        assertThat(store.entries).hasSize(8).doesNotContainKeys(byHash("ENDED"), byHash("REVOKED"), byHash("OVERLAP"));
    }

    @Test
    void aClientTakesOverWhatEndedItsKeyUnderAnotherName() {
        partner.revoke(record(KEY), NOW);
        KeyRevocations anew = client("uuid-2", "partner");
        assertThat(anew.lacks(KEY, anew)).isTrue();
        assertThat(anew.lacks(OTHER_KEY, anew)).isFalse();
        anew.takeOver(KEY, anew);
        assertThat(anew.lacks(KEY, anew)).isFalse();

        KeyRevocations renamed = client("uuid-2", "renamed");
        assertThat(renamed.lacks(KEY, anew)).isTrue();
        renamed.takeOver(KEY, anew);
        assertThat(client("uuid-3", "renamed").isRevoked(KEY)).isTrue();
        assertThat(client("uuid-3", "other").isRevoked(KEY)).isFalse();
    }

    /** Keycloak adds an entry's life to the clock, and counts in milliseconds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+292278994-08-17T07:12:55Z",
                "+292278995-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "9999-12-31T23:59:59Z"
            })
    void anEntryOfAKeyThatLivesForeverHasALifeThatCanBeCounted(String end) {
        Duration life = KeyRevocations.lifeUntil(OffsetDateTime.parse(end).toInstant(), NOW);

        assertThat(life).isGreaterThanOrEqualTo(Duration.ofDays(365_000));
        assertThat(Math.addExact(NOW.toEpochMilli(), life.toMillis())).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-07-01T12:00:00Z, 1",
        "2026-07-01T12:00:59.999Z, 60",
        "2026-07-01T11:00:00Z, 1",
        "-999999999-01-01T00:00:00Z, 1"
    })
    void anEntryOutlivesItsKeyByASecond(String end, long seconds) {
        assertThat(KeyRevocations.lifeUntil(OffsetDateTime.parse(end).toInstant(), NOW))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    private KeyRevocations client(String uuid, String clientId) {
        return new KeyRevocations(store, "realm", List.of(List.of("uuid", uuid), List.of("client-id", clientId)));
    }

    private static KeyRecord record(KeyHash key) {
        return new KeyRecord(key, "", Optional.empty(), NOW.plus(Duration.ofDays(365)));
    }

    private static String byHash(String mark) {
        return RevocationEntry.id("api-key", mark, "realm", KEY.hex());
    }

    /** Keeps the first life of an entry, as Keycloak's cache does. */
    private static final class Store implements RevokedTokenProvider {

        final Map<String, Long> entries = new HashMap<>();

        @Override
        public boolean put(String id, long lifespanSeconds) {
            return entries.putIfAbsent(id, lifespanSeconds) == null;
        }

        @Override
        public boolean contains(String id) {
            return entries.containsKey(id);
        }

        void forget(Duration life) {
            entries.values().removeIf(seconds -> seconds <= life.toSeconds());
        }

        @Override
        public void close() {}
    }
}
