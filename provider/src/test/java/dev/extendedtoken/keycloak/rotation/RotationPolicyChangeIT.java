package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rotation is enabled, disabled and enabled again while sessions exist: sessions stay, and no token can be replayed.
 */
@Tag("modes")
@KeycloakTest
class RotationPolicyChangeIT {

    @InjectKeycloak
    private static Keycloak keycloak;

    /** A realm whose policies can be taken away and brought back. */
    private record PolicyToggle(RotationRealm realm, JsonNode policies) {

        static PolicyToggle create(boolean builtIn) {
            RealmFile file = RotationRealm.file("rotation-policy-change").with("revokeRefreshToken", builtIn);
            RotationRealm.profile(file, "long", Map.of("grace-period", 300));
            RotationRealm.client(file, "app", "long");
            RotationRealm realm = RotationRealm.create(keycloak, file);
            JsonNode policies =
                    realm.realm().admin().get(path(realm)).expect(200).json();
            return new PolicyToggle(realm, policies);
        }

        void off() {
            realm.realm()
                    .admin()
                    .put(path(realm), Map.of("policies", List.of()))
                    .expect(204);
        }

        void on() {
            realm.realm().admin().put(path(realm), policies).expect(204);
        }

        private static String path(RotationRealm realm) {
            return "/" + realm.realm().name() + "/client-policies/policies";
        }
    }

    @ParameterizedTest
    @CsvSource({"false,openid", "false,openid offline_access", "true,openid", "true,openid offline_access"})
    void earlierTokensAreAdopted(boolean builtIn, String scope) {
        PolicyToggle policy = PolicyToggle.create(builtIn);
        try (RotationRealm realm = policy.realm()) {
            RotationClient app = realm.client("app");
            policy.off();
            Tokens first = app.login(scope);
            Tokens untouched = app.login(scope);
            policy.on();
            assertThat(app.isActiveRefreshToken(first.refresh())).isTrue();
            Tokens second = app.rotate(first.refresh());
            assertThat(second.refreshId()).isEqualTo(first.refreshId() + ".2");
            assertThat(app.isActiveRefreshToken(first.refresh())).isFalse();
            assertThat(app.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            Tokens last = app.supersede(second.refresh());
            refused(app.refresh(first.refresh()));
            refused(app.refresh(last.refresh()));
            refused(app.refresh(first.refresh()));
            assertThat(app.isActiveRefreshToken(first.refresh())).isFalse();
            app.rotate(untouched.refresh());
        }
    }

    @ParameterizedTest
    @CsvSource({"false,openid", "false,openid offline_access", "true,openid", "true,openid offline_access"})
    void disablingAndEnablingAgain(boolean builtIn, String scope) {
        PolicyToggle policy = PolicyToggle.create(builtIn);
        try (RotationRealm realm = policy.realm()) {
            RotationClient app = realm.client("app");
            Tokens issued = app.login(scope);
            Tokens live = app.supersede(issued.refresh());
            policy.off();
            Tokens adopted = app.login(scope);
            policy.on();
            Tokens liveOfAdopted = app.supersede(adopted.refresh());
            Tokens dead = app.login(scope);
            Tokens successorOfDead = app.supersede(dead.refresh());
            refused(app.refresh(dead.refresh()));
            List<Tokens> notGood = new ArrayList<>(List.of(issued, adopted, dead, successorOfDead));

            policy.off();
            notGood.forEach(tokens -> refused(app.refresh(tokens.refresh())));
            notGood.forEach(tokens ->
                    assertThat(app.isActiveRefreshToken(tokens.refresh())).isFalse());
            Tokens whileOff = app.rotate(live.refresh());
            Tokens whileOffOfAdopted = app.rotate(liveOfAdopted.refresh());
            assertThat(whileOff.refreshClaims().has("rotation_family")).isEqualTo(!builtIn);
            assertThat(app.isActiveRefreshToken(whileOff.refresh())).isTrue();
            Tokens next = app.rotate(whileOff.refresh());

            policy.on();
            app.rotate(app.rotate(next.refresh()).refresh());
            app.rotate(app.rotate(whileOffOfAdopted.refresh()).refresh());
            // Keycloak's own rotation has counted their uses; without it, their family has gone on.
            notGood.addAll(List.of(live, liveOfAdopted));
            notGood.forEach(tokens -> refused(app.refresh(tokens.refresh())));
            notGood.forEach(tokens -> refused(app.refresh(tokens.refresh())));
        }
    }

    /** The answer to the last refresh before the policy went was lost. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aRetryIsAcceptedAfterAChangeInBetween(boolean builtIn) {
        PolicyToggle policy = PolicyToggle.create(builtIn);
        try (RotationRealm realm = policy.realm()) {
            RotationClient app = realm.client("app");
            Tokens first = app.login();
            Tokens second = app.rotate(first.refresh());
            policy.off();
            assertThat(app.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            assertThat(app.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            waitForTheNextSecond();
            assertThat(app.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            assertThat(app.isActiveRefreshToken(second.refresh())).isTrue();
            policy.on();
            assertThat(app.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            app.rotate(second.refresh());
        }
    }

    /** The same of a token that was taken over, and after which Keycloak is left to itself. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void aRetryOfAnEarlierTokenIsAccepted(boolean builtIn) {
        PolicyToggle policy = PolicyToggle.create(builtIn);
        try (RotationRealm realm = policy.realm()) {
            RotationClient app = realm.client("app");
            policy.off();
            Tokens first = app.login();
            policy.on();
            Tokens second = app.rotate(first.refresh());
            policy.off();
            waitForTheNextSecond();
            assertThat(app.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            assertThat(app.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
            waitForTheNextSecond();
            app.rotate(second.refresh());
        }
    }

    /** Keycloak was left to itself with a token from before its own setting was on, and has seen it used. */
    @Test
    void tokensUsedWithKeycloaksRotationAreNotAdopted() {
        PolicyToggle policy = PolicyToggle.create(false);
        try (RotationRealm realm = policy.realm()) {
            RotationClient app = realm.client("app");
            policy.off();
            Tokens first = app.login();
            realm.change(Map.of("revokeRefreshToken", true));
            app.rotate(first.refresh());
            policy.on();
            refused(app.refresh(first.refresh()));
        }
    }

    private static void waitForTheNextSecond() {
        long now = Instant.now().getEpochSecond();
        Awaitility.await().until(() -> Instant.now().getEpochSecond() > now);
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.text("error")).isEqualTo("invalid_grant");
    }
}
