package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * An upgrade in three steps: this version takes over the database of the previous version, then both are nodes of one
 * cluster, then this version is alone again. The steps depend on each other. {@code -Dprevious.jar=$(.ci/previous-jar)}
 * names the JAR of the previous version.
 */
@Tag("upgrade")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpgradeIT {

    private static final int PREVIOUS = 1;
    private static final int CURRENT = 2;

    private static Cluster cluster;
    private static TestRealm realm;
    private static List<PreviousVersionData> all;
    private static JsonNode export;
    private static Key exported;

    @BeforeAll
    static void thePreviousVersionLeavesBehind() {
        cluster = Cluster.withPreviousVersion("upgrade");
        cluster.node(PREVIOUS).start();
        // Access tokens must outlive the steps: that of a retry has the id of the first one while the first one is
        // valid.
        RealmFile file =
                RotationRealm.file("upgrade").with("eventsEnabled", false).with("accessTokenLifespan", 3600);
        file.apiKeysForMarkedClients();
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.profile(file, "once", Map.of("grace-period", 0));
        RotationRealm.profile(
                file, "bounded", Map.of("grace-period", 300, "family-lifetime", PreviousVersionFamilies.LIFETIME));
        PreviousVersionFamilies.clients(file);
        PreviousVersionKeys.clients(file);
        RotationRealm.client(file, "exported", "once", Map.of("needs-key", "true"));
        TestRealm previous = RotationRealm.create(cluster.node(PREVIOUS), file).realm();
        realm = previous.at(cluster.node(CURRENT));
        exported = ApiKeys.forRealm(previous).issue("exported");
        all = Stream.concat(PreviousVersionFamilies.make(previous, realm), PreviousVersionKeys.make(previous, realm))
                .toList();
        export = previous.admin()
                .post("/upgrade/partial-export?exportClients=true&exportGroupsAndRoles=true", Map.of())
                .expect(200)
                .json();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicTest> thisVersionTakesOver() {
        cluster.node(PREVIOUS).close();
        cluster.node(CURRENT).start();
        return each(PreviousVersionData::afterTheTakeover);
    }

    @TestFactory
    @Order(2)
    Stream<DynamicTest> bothInOneCluster() {
        cluster.node(PREVIOUS).start();
        return each(PreviousVersionData::inOneCluster);
    }

    @TestFactory
    @Order(3)
    Stream<DynamicTest> thisVersionAloneAgain() {
        cluster.node(PREVIOUS).close();
        return each(PreviousVersionData::atTheEnd);
    }

    private static Stream<DynamicTest> each(Consumer<PreviousVersionData> step) {
        return all.stream().map(legacy -> DynamicTest.dynamicTest(legacy.name(), () -> step.accept(legacy)));
    }

    /** A realm file that the previous version has written. */
    @Test
    @Order(4)
    void anExportOfThePreviousVersion() {
        realm.admin().delete("/upgrade").expect(204);
        realm.admin().post("", export).expect(201);
        // An export masks the secrets of clients, and has no users.
        realm.admin()
                .put(
                        "/upgrade/clients/" + realm.client("exported").get("id").textValue(),
                        Map.of("clientId", "exported", "secret", RotationRealm.secret("exported")))
                .expect(204);
        String password = RotationRealm.PASSWORD;
        JsonNode anna = RealmFile.named("upgrade")
                .user("anna", password)
                .representation()
                .at("/users/0");
        realm.admin().post("/upgrade/users", anna).expect(201);

        RotationClient client = new RotationClient(realm, "exported");
        Map<String, String> login = Map.of("grant_type", "password", "username", "anna", "password", password);
        assertThat(client.token(login).status()).isEqualTo(401);
        assertThat(client.token(login, "x-api-key", "kck_nonsense").status()).isEqualTo(401);
        Tokens first = Tokens.from(client.token(login, exported.header()).expect(200));
        Map<String, String> refresh = Map.of("grant_type", "refresh_token", "refresh_token", first.refresh());
        assertThat(client.token(refresh).status()).isEqualTo(401);
        Tokens second = Tokens.from(client.token(refresh, exported.header()).expect(200));
        assertThat(second.refreshId()).isEqualTo(first.refreshId() + ".2");
        assertThat(client.token(refresh, exported.header()).status()).isEqualTo(400);
        assertThat(ApiKeys.forRealm(realm)
                        .find(exported.id())
                        .expect(200)
                        .json()
                        .get("status")
                        .textValue())
                .isEqualTo("active");
    }
}
