package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several processes of a client that share one refresh token: grace periods of up to an hour, and {@code keep-family}. */
@Tag("modes")
@KeycloakTest
class SharedTokensIT {

    @InjectRealm
    private static RotationRealm realm;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("shared-tokens");
        RotationRealm.profile(file, "hour", Map.of("grace-period", 3600, "grace-uses", 10));
        RotationRealm.profile(
                file, "kept", Map.of("grace-period", 1, "reuse-action", "keep-family", "family-lifetime", 3600));
        RotationRealm.profile(
                file, "kept-once", Map.of("grace-period", 0, "reuse-action", "keep-family", "family-lifetime", 3600));
        for (String client : List.of("hour", "kept", "kept-once")) {
            RotationRealm.client(file, client, client);
        }
        return file;
    }

    @Test
    void anHourOfGraceHasTenUses() {
        RotationClient client = realm.client("hour");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        List<Answer> answers = RotationClient.storm(first.refresh(), Collections.nCopies(30, client));
        Map<Integer, Long> byStatus =
                answers.stream().collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
        assertThat(byStatus).isEqualTo(Map.of(200, 10L, 400, 20L));
        assertThat(answers.stream().filter(answer -> answer.status() == 200).map(Tokens::from))
                .extracting(Tokens::refresh)
                .containsOnly(second.refresh());
        assertThat(reasons(first)).hasSize(20).containsOnly("refresh_token_grace_used_up");
        client.rotate(second.refresh());
    }

    /** The process that wakes up late is refused, and the others go on. */
    @Test
    void reuseIsReportedAndTheFamilyGoesOn() {
        RotationClient client = realm.client("kept");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        Answer late = Awaitility.await().until(() -> client.refresh(first.refresh()), answer -> answer.status() != 200);
        assertThat(late.status()).isEqualTo(400);
        assertThat(late.text("error")).isEqualTo("invalid_grant");
        JsonNode event = realm.events("REFRESH_TOKEN_ERROR").get(0);
        assertThat(event.at("/details/reason").textValue()).isEqualTo("refresh_token_reuse");
        assertThat(event.at("/details/refresh_token_family_kept").textValue()).isEqualTo("true");
        assertThat(event.at("/details/refresh_token_family").textValue()).isEqualTo(first.refreshId());
        assertThat(client.isActiveAccessToken(second.access())).isTrue();
        assertThat(client.isActiveRefreshToken(second.refresh())).isTrue();
        client.rotate(second.refresh());
    }

    @Test
    void ofFiftyConcurrentRefreshesOneSucceedsAndTheFamilyGoesOn() {
        RotationClient client = realm.client("kept-once");
        Tokens live = client.login();
        for (int round = 0; round < 3; round++) {
            List<Answer> answers = RotationClient.storm(live.refresh(), Collections.nCopies(50, client));
            List<Answer> succeeded =
                    answers.stream().filter(answer -> answer.status() == 200).toList();
            assertThat(succeeded).hasSize(1);
            Tokens next = Tokens.from(succeeded.get(0));
            assertThat(client.isActiveRefreshToken(live.refresh())).isFalse();
            assertThat(client.isActiveRefreshToken(next.refresh())).isTrue();
            live = next;
        }
        client.rotate(live.refresh());
    }

    /** Every token of a long family is refused but the last one. */
    @Test
    void onlyTheLiveTokenOfAKeptFamilyIsGood() {
        RotationClient client = realm.client("kept-once");
        List<Tokens> family = new ArrayList<>(List.of(client.login()));
        for (int generation = 1; generation < 12; generation++) {
            family.add(client.rotate(family.get(generation - 1).refresh()));
        }
        for (Tokens older : family.subList(0, 11)) {
            assertThat(client.refresh(older.refresh()).status()).isEqualTo(400);
        }
        client.rotate(family.get(11).refresh());
    }

    private static List<String> reasons(Tokens first) {
        return realm.events("REFRESH_TOKEN_ERROR").stream()
                .filter(event -> first.refreshId()
                        .equals(event.at("/details/refresh_token_family").textValue()))
                .map(event -> event.at("/details/reason").textValue())
                .toList();
    }
}
