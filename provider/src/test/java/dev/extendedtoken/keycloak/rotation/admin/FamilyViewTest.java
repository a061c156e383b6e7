package dev.extendedtoken.keycloak.rotation.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.rotation.family.Family;
import dev.extendedtoken.keycloak.rotation.family.FamilyDetails;
import dev.extendedtoken.keycloak.rotation.family.Issued;
import dev.extendedtoken.keycloak.rotation.family.ReuseAction;
import dev.extendedtoken.keycloak.rotation.family.RotationPolicy;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FamilyViewTest {

    private static final long BEGAN = Instant.parse("2026-11-27T10:00:00Z").getEpochSecond();
    private static final FamilyView.Owner OWNER = new FamilyView.Owner("a-user", "a-uuid", "web", "a-session", false);
    private static final Family FRESH =
            Family.started(BEGAN * 1000 + 7, new Issued(BEGAN, BEGAN + 1800, "access-1", BEGAN + 300));

    /** Rotated once, a minute and a bit later. */
    private static final Family ROTATED =
            FRESH.rotated(1, (BEGAN + 60) * 1000 + 999, new Issued(BEGAN + 60, BEGAN + 1860, "access-2", BEGAN + 360));

    private static FamilyView view(Family family, RotationPolicy policy, long sessionEndsAt) {
        return FamilyView.of(OWNER, "first", family, FamilyDetails.NONE, Optional.ofNullable(policy), sessionEndsAt);
    }

    private static RotationPolicy policy(int gracePeriod, int graceUses, int familyLifetime) {
        return new RotationPolicy(gracePeriod, graceUses, ReuseAction.REVOKE_FAMILY, familyLifetime);
    }

    @Test
    void aFreshFamily() {
        assertThat(view(FRESH, RotationPolicy.DEFAULT, 0))
                .isEqualTo(new FamilyView(
                        "a-user",
                        "a-uuid",
                        "web",
                        "a-session",
                        "online",
                        "first",
                        "login",
                        null,
                        1,
                        "2026-11-27T10:00:00Z",
                        null,
                        "2026-11-27T10:30:00Z",
                        null,
                        null));
    }

    @Test
    void datesAreInWholeSeconds() {
        FamilyView view = view(ROTATED, RotationPolicy.DEFAULT, 0);
        assertThat(view.generation()).isEqualTo(2);
        assertThat(view.began()).isEqualTo("2026-11-27T10:00:00Z");
        assertThat(view.lastRotated()).isEqualTo("2026-11-27T10:01:00Z");
        assertThat(view.expires()).isEqualTo("2026-11-27T10:31:00Z");
    }

    @Test
    void theEarlierLimitIsTheEnd() {
        assertThat(view(FRESH, policy(10, 0, 3600), BEGAN + 7200).ends()).isEqualTo("2026-11-27T11:00:00Z");
        assertThat(view(FRESH, policy(10, 0, 3600), BEGAN + 60).ends()).isEqualTo("2026-11-27T10:01:00Z");
        assertThat(view(FRESH, policy(10, 0, 3600), 0).ends()).isEqualTo("2026-11-27T11:00:00Z");
        assertThat(view(FRESH, policy(10, 0, 0), BEGAN + 60).ends()).isEqualTo("2026-11-27T10:01:00Z");
        assertThat(view(FRESH, null, 0).ends()).isNull();
    }

    @Test
    void aTokenWithoutAnExpiry() {
        Family offline = Family.started(BEGAN * 1000, new Issued(BEGAN, 0, "access-1", BEGAN + 300));
        assertThat(view(offline, RotationPolicy.DEFAULT, 0).expires()).isNull();
    }

    @Test
    void retries() {
        Family retried = ROTATED.retried("access-2", BEGAN + 360);
        assertThat(view(retried, policy(10, 0, 0), 0).retriesLeft()).isNull();
        assertThat(view(ROTATED, policy(10, 3, 0), 0).retriesLeft()).isEqualTo(3);
        assertThat(view(retried, policy(10, 3, 0), 0).retriesLeft()).isEqualTo(2);
        assertThat(view(retried.retried("access-2", BEGAN + 360), policy(10, 1, 0), 0)
                        .retriesLeft())
                .isZero();
        assertThat(view(ROTATED, policy(0, 0, 0), 0).retriesLeft()).isZero();
        assertThat(view(ROTATED, null, 0).retriesLeft()).isNull();
    }

    @Test
    void whereItComesFrom() {
        FamilyDetails derived = FamilyDetails.NONE.derivedFrom(Optional.of("the-login"));
        FamilyView view = FamilyView.of(OWNER, "first", FRESH, derived, Optional.empty(), 0);
        assertThat(view.origin()).isEqualTo("derived");
        assertThat(view.derivedFrom()).isEqualTo("the-login");

        FamilyDetails unknown = FamilyDetails.NONE.derivedFrom(Optional.of(FamilyDetails.UNKNOWN));
        FamilyView without = FamilyView.of(OWNER, "first", FRESH, unknown, Optional.empty(), 0);
        assertThat(without.origin()).isEqualTo("derived");
        assertThat(without.derivedFrom()).isNull();
    }

    /** Ids of access tokens are in the notes; they are not shown, nor is what tokens are bound to. */
    @Test
    void theResponseHasEveryMemberAndNoToken() {
        FamilyDetails details = FamilyDetails.NONE.answered(2, "a-thumbprint").with("access-2", BEGAN + 360, BEGAN);
        JsonNode json = new ObjectMapper()
                .valueToTree(FamilyView.of(OWNER, "first", ROTATED, details, Optional.of(RotationPolicy.DEFAULT), 0));
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "user",
                        "client",
                        "clientId",
                        "session",
                        "sessionType",
                        "family",
                        "origin",
                        "derivedFrom",
                        "generation",
                        "began",
                        "lastRotated",
                        "expires",
                        "ends",
                        "retriesLeft");
        assertThat(json.toString()).doesNotContain("access-", "a-thumbprint");
    }
}
