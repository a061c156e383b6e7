package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The end of a token family: it revokes access tokens too. What is stored for it is limited. */
@Tag("modes")
@KeycloakTest
class FamilyEndIT {

    @InjectRealm
    private static RotationRealm realm;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("family-end");
        Map<String, Object> rotation =
                Map.of("executor", "refresh-token-rotation", "configuration", Map.of("grace-period", 60));
        Map<String, Object> suppression =
                Map.of("executor", "suppress-refresh-token-rotation", "configuration", Map.of());
        file.with(
                "clientProfiles",
                Map.of(
                        "profiles",
                        List.of(
                                Map.of("name", "rotating", "executors", List.of(rotation)),
                                Map.of("name", "suppressed", "executors", List.of(rotation, suppression)))));
        for (String profile : List.of("rotating", "suppressed")) {
            file.policy(
                    profile,
                    profile,
                    "client-attributes",
                    Map.of("attributes", "[{\"key\":\"rotation\",\"value\":\"" + profile + "\"}]"));
        }
        RotationRealm.client(file, "app", "rotating");
        RotationRealm.client(file, "short", "rotating", Map.of("access.token.lifespan", "8"));
        RotationRealm.client(file, "kept", "suppressed");
        RotationRealm.client(file, "adopting", "none");
        return file;
    }

    private static void end(RotationClient client, String first) {
        assertThat(client.refresh(first).expect(400).text("error")).isEqualTo("invalid_grant");
    }

    @Test
    void revokesAccessTokensOfEachGeneration() {
        RotationClient app = realm.client("app");
        List<Tokens> generations = new ArrayList<>(List.of(app.login()));
        for (int i = 0; i < 12; i++) {
            generations.add(app.rotate(generations.get(i).refresh()));
        }
        generations.forEach(
                tokens -> assertThat(app.isActiveAccessToken(tokens.access())).isTrue());
        Tokens other = app.login();
        end(app, generations.get(0).refresh());
        generations.forEach(
                tokens -> assertThat(app.isActiveAccessToken(tokens.access())).isFalse());
        assertThat(app.userinfo(generations.get(1).access()).status()).isEqualTo(401);
        assertThat(app.isActiveAccessToken(other.access())).isTrue();
    }

    /** Where so little is left of the first one that each retry gets an access token with an id of its own. */
    @Test
    void revokesAccessTokensOfRetries() {
        RotationClient client = realm.client("short");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        Tokens retry = client.rotate(first.refresh());
        assertThat(retry.refresh()).isEqualTo(second.refresh());
        assertThat(retry.accessId()).startsWith(second.accessId() + ".");
        Tokens last = client.supersede(second.refresh());
        end(client, first.refresh());
        for (Tokens tokens : List.of(second, retry, last)) {
            assertThat(client.isActiveAccessToken(tokens.access())).isFalse();
        }
    }

    /** The same access token for each retry, so that one revocation (RFC 7009) reaches all. */
    @Test
    void oneRevocationRevokesAccessTokensOfRetries() {
        RotationClient app = realm.client("app");
        Tokens first = app.login();
        Tokens second = app.rotate(first.refresh());
        Tokens retry = app.rotate(first.refresh());
        assertThat(retry.accessId()).isEqualTo(second.accessId());
        app.revoke(retry.access()).expect(200);
        assertThat(app.isActiveAccessToken(second.access())).isFalse();
    }

    /** A policy of Keycloak's keeps the refresh token back, until an administrator lifts it. */
    @Test
    void revokesAccessTokensOfSuppressedRotations() {
        RotationClient client = realm.client("kept");
        Tokens first = client.login();
        List<String> access = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Answer answer = client.refresh(first.refresh()).expect(200);
            assertThat(answer.json().has("refresh_token")).isFalse();
            access.add(answer.text("access_token"));
        }
        rotateBy("kept", "rotating");
        Tokens second = client.rotate(first.refresh());
        client.supersede(second.refresh());
        access.forEach(token -> assertThat(client.isActiveAccessToken(token)).isTrue());
        end(client, first.refresh());
        access.forEach(token -> assertThat(client.isActiveAccessToken(token)).isFalse());
    }

    /** Also in parallel; where a login could not wait for the others any longer, the next one restores the limit. */
    @Test
    void displacesTheLeastRecentlyUsedFamily() throws Exception {
        RotationClient app = realm.client("app");
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        List<Tokens> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(app.exchange(browser.code("app")));
        }
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            codes.add(browser.code("app"));
        }
        ExecutorService pool = Executors.newFixedThreadPool(codes.size());
        try {
            List<Callable<Tokens>> exchanges = new ArrayList<>();
            codes.forEach(code -> exchanges.add(() -> app.exchange(code)));
            for (Future<Tokens> tokens : pool.invokeAll(exchanges)) {
                all.add(tokens.get());
            }
        } finally {
            pool.shutdownNow();
        }
        all.add(app.exchange(browser.code("app")));
        assertThat(all.stream().filter(tokens -> app.isActiveRefreshToken(tokens.refresh())))
                .hasSize(32);
    }

    /** A client session adopts a bounded number of refresh tokens from before the policy. */
    @Test
    void storesNoEntryForEachToken() {
        RotationClient client = realm.client("adopting");
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        List<Tokens> hoard = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            hoard.add(client.exchange(browser.code("adopting")));
        }
        rotateBy("adopting", "rotating");
        int adopted = 0;
        for (Tokens tokens : hoard) {
            Answer answer = client.refresh(tokens.refresh());
            if (answer.status() != 200) {
                break;
            }
            adopted++;
        }
        assertThat(adopted).isEqualTo(64);
        assertThat(client.refresh(hoard.get(69).refresh()).expect(400).text("error"))
                .isEqualTo("invalid_grant");
        client.rotate(client.exchange(browser.code("adopting")).refresh());
    }

    private static void rotateBy(String client, String profile) {
        JsonNode representation = realm.realm().client(client);
        ((ObjectNode) representation).withObject("/attributes").put("rotation", profile);
        realm.realm()
                .admin()
                .put(
                        "/" + realm.realm().name() + "/clients/"
                                + representation.get("id").textValue(),
                        representation)
                .expect(204);
    }
}
