package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recipe of realm-config/rotation.md for realms whose clients carry {@code revoke.refresh.token}, word for word. */
@KeycloakTest
class RotationByAttributeIT {

    private static final String REVOKE = "revoke.refresh.token";
    private static final String MAX_REUSE = "refresh.token.max.reuse";

    private static final Pattern RECIPE =
            Pattern.compile("## Clients that carry `revoke.refresh.token`\\n.*?```json\\n(.*?)```", Pattern.DOTALL);

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static RotationRealm realm;

    static RealmFile realmFile() throws IOException {
        return withClients(recipe(RotationRealm.file("rotation-by-attribute")));
    }

    private static RealmFile recipe(RealmFile file) throws IOException {
        Path page = Path.of(System.getProperty("project.root"), "realm-config/rotation.md");
        Matcher recipe = RECIPE.matcher(Files.readString(page));
        assertThat(recipe.find()).isTrue();
        JsonNode json = new ObjectMapper().readTree(recipe.group(1));
        return file.with("clientProfiles", json.get("clientProfiles"))
                .with("clientPolicies", json.get("clientPolicies"));
    }

    private static RealmFile withClients(RealmFile file) {
        RotationRealm.client(file, "marked", "none", Map.of(REVOKE, "true"));
        RotationRealm.client(file, "marked-with-reuse", "none", Map.of(REVOKE, "true", MAX_REUSE, "2"));
        RotationRealm.client(file, "switched-off", "none", Map.of(REVOKE, "false", MAX_REUSE, "0"));
        RotationRealm.client(file, "unmarked", "none", Map.of());
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"marked", "marked-with-reuse"})
    void aMarkedClientRotates(String id) {
        assertRotates(realm.client(id));
    }

    private static void assertRotates(RotationClient client) {
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        assertThat(client.rotate(first.refresh()).refreshId()).isEqualTo(second.refreshId());
        Tokens third = client.rotate(second.refresh());
        Tokens last = client.supersede(third.refresh());
        assertThat(client.refresh(first.refresh()).expect(400).text("error")).isEqualTo("invalid_grant");
        assertThat(client.isActiveRefreshToken(last.refresh())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"switched-off", "unmarked"})
    void otherClientsKeepKeycloaksBehaviour(String id) {
        RotationClient client = realm.client(id);
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        client.rotate(first.refresh());
        assertThat(client.isActiveRefreshToken(first.refresh())).isTrue();
        assertThat(second.refreshClaims().has("rotation_family")).isFalse();
    }

    /** Why a policy is needed: Keycloak does not read the attribute. */
    @Test
    void withoutThePolicyNoClientRotates() {
        RealmFile file = RotationRealm.file("rotation-attribute-alone");
        try (RotationRealm alone = RotationRealm.create(keycloak, withClients(file))) {
            RotationClient client = alone.client("marked");
            Tokens first = client.login();
            client.rotate(first.refresh());
            client.rotate(first.refresh());
        }
    }

    /** The realm's own setting decides for those that the policy does not match, and for no others. */
    @Test
    void togetherWithTheRealmSetting() throws IOException {
        RealmFile file = recipe(RotationRealm.file("rotation-attribute-realm"))
                .with("revokeRefreshToken", true)
                .with("refreshTokenMaxReuse", 0);
        try (RotationRealm switched = RotationRealm.create(keycloak, withClients(file))) {
            assertRotates(switched.client("marked"));
            RotationClient unmarked = switched.client("switched-off");
            Tokens first = unmarked.login();
            unmarked.rotate(first.refresh());
            assertThat(unmarked.refresh(first.refresh()).status()).isEqualTo(400);
        }
    }
}
