package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.rotation.family.FirstUses;
import dev.extendedtoken.keycloak.rotation.realmswitch.RevokeRefreshTokenSetting;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A token family: refresh, retry, reuse. Each test runs with the realm's "Revoke Refresh Token" off and on. */
@Tag("modes")
@Tag("version")
@KeycloakTest
class RotationIT {

    /** How often the same is tried, for what goes wrong only sometimes. */
    private static final int REPLAYS = Integer.getInteger("rotation.replays", 100);

    /** The realm's "Revoke Refresh Token". */
    enum RevokeRefreshTokenSetting {
        OFF,
        ON
    }

    @InjectRealm("settingOff")
    private static RotationRealm off;

    @InjectRealm("settingOn")
    private static RotationRealm on;

    static RealmFile settingOff() {
        return realmFile(RevokeRefreshTokenSetting.OFF);
    }

    static RealmFile settingOn() {
        return realmFile(RevokeRefreshTokenSetting.ON);
    }

    private static RealmFile realmFile(RevokeRefreshTokenSetting setting) {
        RealmFile file = RotationRealm.file("rotation-" + setting)
                .with("revokeRefreshToken", setting == RevokeRefreshTokenSetting.ON)
                .with("refreshTokenMaxReuse", 0);
        RotationRealm.profile(file, "standard", Map.of());
        RotationRealm.profile(file, "long", Map.of("grace-period", "300"));
        RotationRealm.profile(file, "brief", Map.of("grace-period", 1));
        RotationRealm.profile(file, "once", Map.of("grace-period", 0));
        RotationRealm.profile(file, "twice", Map.of("grace-period", 300, "grace-uses", 2));
        RotationRealm.profile(file, "session", Map.of("grace-period", 0, "reuse-action", "revoke-session"));
        for (String profile : List.of("standard", "long", "brief", "once", "twice", "session")) {
            RotationRealm.client(file, profile, profile);
        }
        RotationRealm.client(file, "other", "none");
        return file;
    }

    private static RotationRealm realm(RevokeRefreshTokenSetting setting) {
        return setting == RevokeRefreshTokenSetting.ON ? on : off;
    }

    @ParameterizedTest
    @EnumSource
    void eachRefreshReturnsASuccessor(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "standard");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        Tokens third = client.rotate(second.refresh());
        assertThat(List.of(first.refreshId(), second.refreshId(), third.refreshId()))
                .containsExactly(first.refreshId(), first.refreshId() + ".2", first.refreshId() + ".3");
        assertThat(List.of(first.accessId(), second.accessId(), third.accessId()))
                .doesNotHaveDuplicates();
        assertThat(client.userinfo(third.access()).status()).isEqualTo(200);
        assertThat(client.isActiveAccessToken(third.access())).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheLiveTokenIsActive(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "long");
        Tokens first = client.login();
        assertThat(client.isActiveRefreshToken(first.refresh())).isTrue();
        Tokens second = client.rotate(first.refresh());
        assertThat(client.isActiveRefreshToken(first.refresh())).isFalse();
        assertThat(client.isActiveRefreshToken(second.refresh())).isTrue();
        Tokens third = client.rotate(second.refresh());
        assertThat(client.isActiveRefreshToken(first.refresh())).isFalse();
        assertThat(client.isActiveRefreshToken(second.refresh())).isFalse();
        assertThat(client.isActiveRefreshToken(third.refresh())).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void fiftyConcurrentRefreshesGetOneSuccessor(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "long");
        Tokens first = client.login();
        List<Answer> answers = RotationClient.storm(first.refresh(), Collections.nCopies(50, client));
        assertThat(answers).extracting(Answer::status).containsOnly(200);
        List<Tokens> tokens = answers.stream().map(Tokens::from).toList();
        assertThat(tokens)
                .extracting(Tokens::refresh)
                .as("byte for byte")
                .containsOnly(tokens.get(0).refresh());
        assertThat(tokens)
                .extracting(Tokens::accessId)
                .containsOnly(tokens.get(0).accessId());
        client.rotate(tokens.get(7).refresh());
    }

    @ParameterizedTest
    @EnumSource
    void withoutAGracePeriodOneOfFiftySucceeds(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "once");
        Tokens first = client.login();
        List<Answer> answers = RotationClient.storm(first.refresh(), Collections.nCopies(50, client));
        Map<Integer, Long> byStatus =
                answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
        assertThat(byStatus).isEqualTo(Map.of(200, 1L, 400, 49L));
        assertThat(answers.stream().filter(answer -> answer.status() == 400)).allSatisfy(RotationIT::isInvalidGrant);
    }

    @ParameterizedTest
    @EnumSource
    void aRetryGetsTheSameSuccessorAndANewAccessToken(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "long");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        long issued = second.accessClaims().get("iat").longValue();
        Tokens again = Awaitility.await()
                .until(
                        () -> client.rotate(first.refresh()),
                        retried -> retried.accessClaims().get("iat").longValue() > issued);
        assertThat(again.refresh()).isEqualTo(second.refresh());
        assertThat(again.accessId()).isEqualTo(second.accessId());
        assertThat(again.accessClaims().get("exp"))
                .as("no longer than one revocation lasts")
                .isEqualTo(second.accessClaims().get("exp"));
        assertThat(client.revoke(second.access()).status()).isEqualTo(200);
        assertThat(client.isActiveAccessToken(again.access()))
                .as("one revocation reaches both")
                .isFalse();
        client.rotate(again.refresh());
    }

    @ParameterizedTest
    @EnumSource
    void theGracePeriodStartsAtTheFirstUse(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "brief");
        Tokens first = client.login();
        // Before the use: its response may take a while.
        long used = System.nanoTime();
        client.rotate(first.refresh());
        // Retries do not extend the grace period: repeated retries are rejected before two seconds are over.
        Answer late = Awaitility.await().until(() -> client.refresh(first.refresh()), answer -> answer.status() != 200);
        isInvalidGrant(late);
        assertThat(System.nanoTime() - used).isGreaterThan(900_000_000L);
        isInvalidGrant(client.refresh(first.refresh()));
        isReuse(realm(state), first, 1);
    }

    @Test
    void useOfTheSuccessorEndsTheGracePeriodTenSecondsLater() {
        RotationClient client = client(RevokeRefreshTokenSetting.OFF, "long");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        client.rotate(first.refresh());
        // Before the use: its response may take a while.
        long used = System.nanoTime();
        Tokens third = client.rotate(second.refresh());
        assertThat(client.rotate(first.refresh()).refresh()).isEqualTo(third.refresh());
        Answer late = Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> client.refresh(first.refresh()), answer -> answer.status() != 200);
        isInvalidGrant(late);
        assertThat(System.nanoTime() - used).isGreaterThan(9_500_000_000L);
        isReuse(off, first, 1);
        isInvalidGrant(client.refresh(third.refresh()));
    }

    @ParameterizedTest
    @EnumSource
    void olderTokensGetTheLiveToken(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "long");
        List<Tokens> family = new ArrayList<>(List.of(client.login()));
        for (int generation = 1; generation <= FirstUses.MAX + 1; generation++) {
            family.add(client.rotate(family.get(generation - 1).refresh()));
            Tokens live = family.get(generation);
            for (Tokens older : family.subList(0, generation)) {
                Tokens answer = client.rotate(older.refresh());
                assertThat(answer.refresh()).isEqualTo(live.refresh());
                assertThat(answer.accessId()).isEqualTo(live.accessId());
            }
        }
        Tokens last = client.rotate(family.get(family.size() - 1).refresh());
        isInvalidGrant(client.refresh(family.get(0).refresh()));
        isReuse(realm(state), family.get(0), 1);
        isInvalidGrant(client.refresh(last.refresh()));
        assertThat(client.isActiveAccessToken(last.access())).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void retriesAreLimited(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "twice");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        assertThat(client.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
        assertThat(client.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
        isInvalidGrant(client.refresh(first.refresh()));
        assertThat(reasons(realm(state), first)).containsExactly("refresh_token_grace_used_up");
        Tokens third = client.rotate(second.refresh());
        assertThat(client.rotate(first.refresh()).refresh())
                .as("the successor's use begins a new count")
                .isEqualTo(third.refresh());
        client.rotate(third.refresh());
    }

    @ParameterizedTest
    @EnumSource
    void reuseRevokesTheFamilyOnly(RevokeRefreshTokenSetting state) {
        RotationRealm realm = realm(state);
        RotationClient client = client(state, "once");
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        Tokens tab = client.exchange(browser.code("once"));
        Tokens otherTab = client.exchange(browser.code("once"));
        Tokens otherClient = client(state, "long").exchange(browser.code("long"));
        Tokens otherSession = client.login();
        assertThat(tab.sessionId()).isEqualTo(otherTab.sessionId()).isEqualTo(otherClient.sessionId());

        Tokens stolen = client.rotate(tab.refresh());
        assertThat(client.userinfo(stolen.access()).status()).isEqualTo(200);
        isInvalidGrant(client.refresh(tab.refresh()));
        JsonNode event = isReuse(realm, tab, 1);
        assertThat(event.toString()).doesNotContain("eyJ");

        isInvalidGrant(client.refresh(stolen.refresh()));
        assertThat(client.isActiveRefreshToken(stolen.refresh())).isFalse();
        assertThat(client.isActiveAccessToken(stolen.access())).isFalse();
        assertThat(client.userinfo(stolen.access()).status()).isEqualTo(401);

        client.rotate(otherTab.refresh());
        client(state, "long").rotate(otherClient.refresh());
        client.rotate(otherSession.refresh());
        client.rotate(client.exchange(browser.code("once")).refresh());
        client.rotate(client.login().refresh());
    }

    @ParameterizedTest
    @EnumSource
    void reuseCanEndTheSession(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "session");
        BrowserTabs browser = BrowserTabs.forRealm(realm(state).realm());
        Tokens tab = client.exchange(browser.code("session"));
        Tokens otherTab = client.exchange(browser.code("session"));
        Tokens otherClient = client(state, "long").exchange(browser.code("long"));
        Tokens otherSession = client.login();
        client.rotate(tab.refresh());
        isInvalidGrant(client.refresh(tab.refresh()));
        isReuse(realm(state), tab, 1);
        isInvalidGrant(client.refresh(otherTab.refresh()));
        isInvalidGrant(client(state, "long").refresh(otherClient.refresh()));
        assertThat(client(state, "long").userinfo(otherClient.access()).status())
                .isEqualTo(401);
        client.rotate(otherSession.refresh());
        client.rotate(client.login().refresh());
    }

    /** A hundred times parent, grandparent and great-grandparent, as fast as the server answers. */
    @ParameterizedTest
    @EnumSource
    void everyReplayWithinOneSecondIsDetected(RevokeRefreshTokenSetting state) {
        RotationClient client = client(state, "once");
        List<String> missed = new ArrayList<>();
        for (int round = 0; round < REPLAYS; round++) {
            List<Tokens> generations = new ArrayList<>(List.of(client.login()));
            int replayed = round % 3; // of four generations: great-grandparent, grandparent, parent
            for (int i = 0; i < 3; i++) {
                generations.add(client.rotate(generations.get(i).refresh()));
            }
            Answer replay = client.refresh(generations.get(replayed).refresh());
            if (replay.status() != 400
                    || client.refresh(generations.get(generations.size() - 1).refresh())
                                    .status()
                            != 400) {
                missed.add(round + ": " + replay);
            }
        }
        assertThat(missed).isEmpty();
    }

    private static RotationClient client(RevokeRefreshTokenSetting state, String id) {
        return realm(state).client(id);
    }

    private static void isInvalidGrant(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_grant");
    }

    /** Of the refused requests of a family. */
    private static List<String> reasons(RotationRealm realm, Tokens first) {
        return realm.events("REFRESH_TOKEN_ERROR").stream()
                .filter(event -> first.refreshId()
                        .equals(event.at("/details/refresh_token_family").textValue()))
                .map(event -> event.at("/details/reason").textValue())
                .toList();
    }

    private static JsonNode isReuse(RotationRealm realm, Tokens first, int generation) {
        JsonNode event = realm.events("REFRESH_TOKEN_ERROR").stream()
                .filter(candidate -> first.refreshId()
                        .equals(candidate.at("/details/refresh_token_family").textValue()))
                .filter(candidate -> "refresh_token_reuse"
                        .equals(candidate.at("/details/reason").textValue()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No event of reuse"));
        assertThat(event.at("/details/refresh_token_generation").textValue()).isEqualTo(Integer.toString(generation));
        assertThat(event.get("sessionId").textValue()).isEqualTo(first.sessionId());
        return event;
    }
}
