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
        RotationRealm.profile(file, "page", Map.of("grace-period", 300, "family-lifetime", 28800));
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
        Theft theft = Theft.at(setting);
        Tokens live = theft.client().supersede(theft.stolen().refresh());
        theft.assertReportedAt(theft.thief(), theft.stolen());
        assertRefused(theft.client(), live);
        assertThat(theft.reasons()).containsExactly(ENDED, REUSE);
    }

    /** Gets what the client has; noticed and stopped at the thief's second step, if the client has gone on since. */
    @ParameterizedTest
    @ValueSource(strings = {"page", "server", "machine", "hour"})
    void aThiefWithinTheWindowIsStoppedWhenTheClientGoesOn(String setting) {
        Theft theft = Theft.at(setting);
        Tokens second = theft.client().rotate(theft.stolen().refresh());
        Tokens got = theft.thief().rotate(theft.stolen().refresh());
        assertThat(got.refresh()).isEqualTo(second.refresh());
        Tokens live = theft.client().supersede(second.refresh());
        theft.assertReportedAt(theft.thief(), got);
        assertRefused(theft.client(), live);
        assertThat(theft.thief().isActiveAccessToken(got.access())).isFalse();
    }

    /** The same in seconds: ten after the client has used the successor, the thief is refused, however long the period is. */
    @ParameterizedTest
    @ValueSource(strings = {"page", "hour"})
    void aThiefIsAnsweredForTenSecondsAfterTheClientHasGoneOn(String setting) {
        Theft theft = Theft.at(setting);
        Tokens live = theft.client()
                .rotate(theft.client().rotate(theft.stolen().refresh()).refresh());
        Tokens got = theft.thief().rotate(theft.stolen().refresh());
        assertThat(got.refresh()).isEqualTo(live.refresh());
        assertThat(theft.reasons()).isEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(1500))
                .until(() -> theft.thief().refresh(theft.stolen().refresh()).status() != 200);
        assertThat(theft.reasons()).containsExactly(REUSE);
        assertRefused(theft.thief(), got);
    }

    /** Not noticed as long as both keep to the window; noticed and stopped when the client comes late. */
    @ParameterizedTest
    @ValueSource(strings = {"page", "server", "machine", "hour"})
    void aThiefWhoComesFirstIsStoppedByTheClientsLateRefresh(String setting) {
        Theft theft = Theft.at(setting);
        Tokens got = theft.thief().rotate(theft.stolen().refresh());
        Tokens second = theft.client().rotate(theft.stolen().refresh());
        assertThat(second.refresh()).isEqualTo(got.refresh());
        Tokens live = theft.thief().supersede(got.refresh());
        assertThat(theft.reasons()).isEmpty();
        assertThat(theft.thief().isActiveAccessToken(live.access())).isTrue();
        theft.assertReportedAt(theft.client(), second);
        assertRefused(theft.thief(), live);
        assertThat(theft.thief().isActiveAccessToken(live.access())).isFalse();
    }

    /** The client's next refresh comes after the window: noticed and stopped by that one. */
    @ParameterizedTest
    @ValueSource(strings = {"page", "server", "machine", "hour"})
    void aThiefWhoComesFirstIsStoppedByTheClientsNextRefresh(String setting) {
        Theft theft = Theft.at(setting);
        Tokens live = theft.thief().supersede(theft.stolen().refresh());
        theft.assertReportedAt(theft.client(), theft.stolen());
        assertRefused(theft.thief(), live);
        assertThat(theft.thief().isActiveAccessToken(live.access())).isFalse();
    }

    /** Noticed by the retries that a client and its thief take from each other, before anything is stopped. */
    @Test
    void usedUpRetriesAreReported() {
        Theft theft = Theft.at("hour");
        Tokens live = theft.client().rotate(theft.stolen().refresh());
        for (int retry = 0; retry < 10; retry++) {
            theft.thief().rotate(theft.stolen().refresh());
        }
        assertRefused(theft.thief(), theft.stolen());
        assertThat(theft.reasons()).containsExactly("refresh_token_grace_used_up");
        theft.client().rotate(live.refresh());
    }

    /** Without a grace period: noticed and stopped at the thief's first step, and the user's session with it. */
    @Test
    void strictlyOnceAThiefGetsNothing() {
        Theft theft = Theft.at("strict");
        Tokens live = theft.client().rotate(theft.stolen().refresh());
        theft.assertReportedAt(theft.thief(), theft.stolen());
        assertRefused(theft.client(), live);
        assertThat(theft.client().userinfo(live.access()).status()).isEqualTo(401);
    }

    /** Noticed and stopped at the client's next step. */
    @Test
    void strictlyOnceAThiefWhoComesFirstIsStoppedByTheClientsNextRefresh() {
        Theft theft = Theft.at("strict");
        Tokens live = theft.thief().rotate(theft.stolen().refresh());
        theft.assertReportedAt(theft.client(), theft.stolen());
        assertRefused(theft.thief(), live);
        assertThat(theft.thief().userinfo(live.access()).status()).isEqualTo(401);
    }

    /** Noticed, and the thief gets nothing; the client goes on. */
    @Test
    void whereTheFamilyIsKeptALateThiefIsRefused() {
        Theft theft = Theft.at("kept");
        Tokens live = theft.client().supersede(theft.stolen().refresh());
        theft.assertReportedAt(theft.thief(), theft.stolen());
        theft.client().rotate(live.refresh());
    }

    /** Noticed at the client's next step, which is refused; the thief is not stopped. */
    @Test
    void whereTheFamilyIsKeptAThiefWhoComesFirstGoesOn() {
        Theft theft = Theft.at("kept");
        Tokens live = theft.thief().supersede(theft.stolen().refresh());
        theft.assertReportedAt(theft.client(), theft.stolen());
        assertThat(theft.thief().isActiveAccessToken(live.access())).isTrue();
        theft.thief().rotate(live.refresh());
    }

    /** Stopped by the end of {@code family-lifetime}. */
    @Test
    void whereTheFamilyIsKeptItsLifetimeStopsTheThief() {
        Theft theft = Theft.at("kept-briefly");
        Tokens live = theft.thief().rotate(theft.stolen().refresh());
        theft.assertReportedAt(theft.client(), theft.stolen());
        Awaitility.await().until(() -> !theft.thief().isActiveRefreshToken(live.refresh()));
        assertRefused(theft.thief(), live);
    }

    private static void assertRefused(RotationClient whom, Tokens presented) {
        assertThat(whom.refresh(presented.refresh()).expect(400).text("error")).isEqualTo("invalid_grant");
    }

    /** A client whose refresh token was stolen, and the thief. */
    private record Theft(RotationClient client, RotationClient thief, Tokens stolen) {

        static Theft at(String setting) {
            RotationClient client = realm.client(setting);
            return new Theft(client, realm.client(setting), client.login());
        }

        /** This refresh is refused, and is the first one that is reported. */
        void assertReportedAt(RotationClient whose, Tokens presented) {
            assertThat(reasons()).isEmpty();
            assertRefused(whose, presented);
            assertThat(reasons()).containsExactly(REUSE);
        }

        /** The reasons of the refreshes of the family that were refused, the newest first. */
        List<String> reasons() {
            return realm.events("REFRESH_TOKEN_ERROR").stream()
                    .filter(event -> stolen.refreshId()
                            .equals(event.at("/details/refresh_token_family").textValue()))
                    .map(event -> event.at("/details/reason"))
                    .map(JsonNode::textValue)
                    .toList();
        }
    }
}
