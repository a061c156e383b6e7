package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A refresh token was copied while it was live, by a thief who can also authenticate as its client: at which step of the
 * two the server reports {@code refresh_token_reuse} (noticed), and from which on it refuses the thief (stopped). For each
 * setting that realm-config/rotation.md recommends.
 *
 * <p>Thief and client send the same requests; a test calls them {@code thief} and {@code client} to tell who has got what.
 */
@Tag("modes")
@KeycloakTest
class StolenTokenIT {

    private static final String REUSE = "refresh_token_reuse";
    private static final String ENDED = "refresh_token_family_ended";

    @InjectRealm
    private static RotationRealm realm;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("stolen-tokens");
        RotationRealm.profile(file, "page", Map.of("grace-period", 10, "family-lifetime", 28800));
        RotationRealm.profile(file, "server", Map.of("grace-period", 60));
        RotationRealm.profile(file, "machine", Map.of("grace-period", 300));
        RotationRealm.profile(file, "hour", Map.of("grace-period", 3600, "grace-uses", 10));
        RotationRealm.profile(file, "strict", Map.of("grace-period", 0, "reuse-action", "revoke-session"));
        RotationRealm.profile(
                file, "kept", Map.of("grace-period", 60, "reuse-action", "keep-family", "family-lifetime", 86400));
        RotationRealm.profile(
                file, "kept-briefly", Map.of("grace-period", 0, "reuse-action", "keep-family", "family-lifetime", 5));
        for (String client : List.of("page", "server", "machine", "hour", "strict", "kept", "kept-briefly")) {
            RotationRealm.client(file, client, client);
        }
        return file;
    }

    /** Noticed and stopped at the thief's first step. */
    @ParameterizedTest
    @ValueSource(strings = {"page", "server", "machine", "hour"})
    void aThiefWhoComesAfterTheWindowGetsNothing(String setting) {
        RotationClient client = realm.client(setting);
        RotationClient thief = realm.client(setting);
        Tokens stolen = client.login();
        Tokens live = client.supersede(stolen.refresh());
        assertThat(reasons(stolen)).isEmpty();
        assertRefused(thief, stolen);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        assertRefused(client, live);
        assertThat(reasons(stolen)).containsExactly(ENDED, REUSE);
    }

    /** Gets what the client has; noticed and stopped at the thief's second step, if the client has gone on since. */
    @ParameterizedTest
    @ValueSource(strings = {"page", "server", "machine", "hour"})
    void aThiefWithinTheWindowIsStoppedWhenTheClientGoesOn(String setting) {
        RotationClient client = realm.client(setting);
        RotationClient thief = realm.client(setting);
        Tokens stolen = client.login();
        Tokens second = client.rotate(stolen.refresh());
        Tokens got = thief.rotate(stolen.refresh());
        assertThat(got.refresh()).isEqualTo(second.refresh());
        Tokens live = client.supersede(second.refresh());
        assertThat(reasons(stolen)).isEmpty();
        assertRefused(thief, got);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        assertRefused(client, live);
        assertThat(thief.isActiveAccessToken(got.access())).isFalse();
    }

    /** The same in seconds: ten after the client has used the successor, the thief is refused, however long the period is. */
    @ParameterizedTest
    @ValueSource(strings = {"page", "hour"})
    void aThiefIsAnsweredForTenSecondsAfterTheClientHasGoneOn(String setting) {
        RotationClient client = realm.client(setting);
        RotationClient thief = realm.client(setting);
        Tokens stolen = client.login();
        Tokens live = client.rotate(client.rotate(stolen.refresh()).refresh());
        Tokens got = thief.rotate(stolen.refresh());
        assertThat(got.refresh()).isEqualTo(live.refresh());
        assertThat(reasons(stolen)).isEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1500))
                .until(() -> thief.refresh(stolen.refresh()).status() != 200);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        assertRefused(thief, got);
    }

    /** Not noticed as long as both keep to the window; noticed and stopped when the client comes late. */
    @ParameterizedTest
    @ValueSource(strings = {"page", "server", "machine", "hour"})
    void aThiefWhoComesFirstIsStoppedByTheClientsLateRefresh(String setting) {
        RotationClient client = realm.client(setting);
        RotationClient thief = realm.client(setting);
        Tokens stolen = client.login();
        Tokens got = thief.rotate(stolen.refresh());
        Tokens second = client.rotate(stolen.refresh());
        assertThat(second.refresh()).isEqualTo(got.refresh());
        Tokens live = thief.supersede(got.refresh());
        assertThat(reasons(stolen)).isEmpty();
        assertThat(thief.isActiveAccessToken(live.access())).isTrue();
        assertRefused(client, second);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        assertRefused(thief, live);
        assertThat(thief.isActiveAccessToken(live.access())).isFalse();
    }

    /** The client's next refresh comes after the window: noticed and stopped by that one. */
    @ParameterizedTest
    @ValueSource(strings = {"page", "server", "machine", "hour"})
    void aThiefWhoComesFirstIsStoppedByTheClientsNextRefresh(String setting) {
        RotationClient client = realm.client(setting);
        RotationClient thief = realm.client(setting);
        Tokens stolen = client.login();
        Tokens live = thief.supersede(stolen.refresh());
        assertThat(reasons(stolen)).isEmpty();
        assertRefused(client, stolen);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        assertRefused(thief, live);
        assertThat(thief.isActiveAccessToken(live.access())).isFalse();
    }

    /** Noticed by the retries that a client and its thief take from each other, before anything is stopped. */
    @Test
    void usedUpRetriesAreReported() {
        RotationClient client = realm.client("hour");
        RotationClient thief = realm.client("hour");
        Tokens stolen = client.login();
        Tokens live = client.rotate(stolen.refresh());
        for (int retry = 0; retry < 10; retry++) {
            thief.rotate(stolen.refresh());
        }
        assertRefused(thief, stolen);
        assertThat(reasons(stolen)).containsExactly("refresh_token_grace_used_up");
        client.rotate(live.refresh());
    }

    /** Without a grace period: noticed and stopped at the thief's first step, and the user's session with it. */
    @Test
    void strictlyOnceAThiefGetsNothing() {
        RotationClient client = realm.client("strict");
        RotationClient thief = realm.client("strict");
        Tokens stolen = client.login();
        Tokens live = client.rotate(stolen.refresh());
        assertRefused(thief, stolen);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        assertRefused(client, live);
        assertThat(client.userinfo(live.access()).status()).isEqualTo(401);
    }

    /** Noticed and stopped at the client's next step. */
    @Test
    void strictlyOnceAThiefWhoComesFirstIsStoppedByTheClientsNextRefresh() {
        RotationClient client = realm.client("strict");
        RotationClient thief = realm.client("strict");
        Tokens stolen = client.login();
        Tokens live = thief.rotate(stolen.refresh());
        assertThat(reasons(stolen)).isEmpty();
        assertRefused(client, stolen);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        assertRefused(thief, live);
        assertThat(thief.userinfo(live.access()).status()).isEqualTo(401);
    }

    /** Noticed, and the thief gets nothing; the client goes on. */
    @Test
    void whereTheFamilyIsKeptALateThiefIsRefused() {
        RotationClient client = realm.client("kept");
        RotationClient thief = realm.client("kept");
        Tokens stolen = client.login();
        Tokens live = client.supersede(stolen.refresh());
        assertRefused(thief, stolen);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        client.rotate(live.refresh());
    }

    /** Noticed at the client's next step, which is refused; the thief is not stopped. */
    @Test
    void whereTheFamilyIsKeptAThiefWhoComesFirstGoesOn() {
        RotationClient client = realm.client("kept");
        RotationClient thief = realm.client("kept");
        Tokens stolen = client.login();
        Tokens live = thief.supersede(stolen.refresh());
        assertRefused(client, stolen);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        assertThat(thief.isActiveAccessToken(live.access())).isTrue();
        thief.rotate(live.refresh());
    }

    /** Stopped by the end of {@code family-lifetime}. */
    @Test
    void whereTheFamilyIsKeptItsLifetimeStopsTheThief() {
        RotationClient client = realm.client("kept-briefly");
        RotationClient thief = realm.client("kept-briefly");
        Tokens stolen = client.login();
        Tokens live = thief.rotate(stolen.refresh());
        assertRefused(client, stolen);
        assertThat(reasons(stolen)).containsExactly(REUSE);
        Awaitility.await().until(() -> !thief.isActiveRefreshToken(live.refresh()));
        assertRefused(thief, live);
    }

    private static void assertRefused(RotationClient whom, Tokens presented) {
        assertThat(whom.refresh(presented.refresh()).expect(400).text("error")).isEqualTo("invalid_grant");
    }

    /** The reasons of the refreshes of a family that were refused, the newest first. */
    private static List<String> reasons(Tokens first) {
        return realm.events("REFRESH_TOKEN_ERROR").stream()
                .filter(event -> first.refreshId()
                        .equals(event.at("/details/refresh_token_family").textValue()))
                .map(event -> event.at("/details/reason"))
                .map(JsonNode::textValue)
                .toList();
    }
}
