package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.FineGrainedPermissions;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators see of families, and how they end one. */
@Tag("modes")
@KeycloakTest
class FamiliesResourceIT {

    private static final int LIFETIME = 3600;
    private static final String ADMINISTRATOR_PASSWORD = "administrators-secret";
    private static final String DATE = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ";

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static RotationRealm realm;

    private static AdminFamilies families;

    static RealmFile realmFile() {
        RealmFile file = RotationRealm.file("families")
                .with("adminPermissionsEnabled", true)
                .with("adminEventsEnabled", true)
                .with("adminEventsDetailsEnabled", true);
        RotationRealm.user(file, "bert");
        RotationRealm.user(file, "carl");
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.profile(file, "counted", Map.of("grace-period", 300, "grace-uses", 3));
        RotationRealm.profile(file, "limited", Map.of("family-lifetime", LIFETIME));
        RotationRealm.client(file, "app", "long", exchanges());
        RotationRealm.client(file, "other", "long", exchanges());
        RotationRealm.client(file, "counted", "counted");
        RotationRealm.client(file, "limited", "limited");
        RotationRealm.client(file, "plain", "none");
        audience(file, "app", "other");
        return file.user("manager", ADMINISTRATOR_PASSWORD, roles("manage-users"))
                .user("viewer", ADMINISTRATOR_PASSWORD, roles("view-users"))
                .user("lister", ADMINISTRATOR_PASSWORD, roles("query-users"))
                .user("clienter", ADMINISTRATOR_PASSWORD, roles("manage-clients", "view-realm", "manage-events"))
                .user("nobody", ADMINISTRATOR_PASSWORD)
                .user("delegate", ADMINISTRATOR_PASSWORD)
                .user("reader", ADMINISTRATOR_PASSWORD);
    }

    private static Map<String, ?> exchanges() {
        return Map.of(
                "standard.token.exchange.enabled", "true",
                "standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION");
    }

    /** The tokens of one client are good for an exchange at another. */
    private static void audience(RealmFile file, String client, String audience) {
        for (JsonNode one : file.representation().get("clients")) {
            if (one.get("clientId").textValue().equals(client)) {
                ((ObjectNode) one)
                        .withArray("protocolMappers")
                        .addPOJO(Map.of(
                                "name",
                                "audience " + audience,
                                "protocol",
                                "openid-connect",
                                "protocolMapper",
                                "oidc-audience-mapper",
                                "config",
                                Map.of("included.client.audience", audience, "access.token.claim", "true")));
            }
        }
    }

    private static Map<String, ?> roles(String... roles) {
        return Map.of("clientRoles", Map.of("realm-management", List.of(roles)));
    }

    @BeforeAll
    static void prepare() {
        families = AdminFamilies.forRealm(realm.realm());
        FineGrainedPermissions permissions = new FineGrainedPermissions(realm.realm());
        permissions.onUser("delegate", "anna", List.of("view", "manage"));
        permissions.onUser("reader", "carl", List.of("view"));
    }

    private static String userId(String username) {
        return realm.realm()
                .admin()
                .get("/" + realm.realm().name() + "/users?exact=true&username=" + username)
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .textValue();
    }

    private static String uuid(String client) {
        return realm.realm().client(client).get("id").textValue();
    }

    private static AdminFamilies as(String username) {
        return families.as(realm.realm().adminAs(username, ADMINISTRATOR_PASSWORD));
    }

    private static Tokens login(String client, String user) {
        return realm.client(client).login(user, "openid");
    }

    private static void refused(RotationClient client, Tokens tokens) {
        assertThat(client.refresh(tokens.refresh()).expect(400).text("error")).isEqualTo("invalid_grant");
        JsonNode event = realm.events("REFRESH_TOKEN_ERROR").get(0);
        assertThat(event.at("/details/reason").textValue()).isEqualTo("refresh_token_family_ended");
    }

    @Test
    void oneTabEndsAndTheOtherGoesOn() {
        RotationClient app = realm.client("app");
        BrowserTabs tabs = BrowserTabs.forRealm(realm.realm());
        Tokens first = app.rotate(app.exchange(tabs.code("app")).refresh());
        Tokens second = app.exchange(tabs.code("app"));
        assertThat(families.inSessionOf(first))
                .extracting(family -> family.get("family").textValue())
                .containsExactlyInAnyOrder(AdminFamilies.id(first), AdminFamilies.id(second));
        JsonNode seen = families.family(first);
        assertThat(seen.get("generation").intValue()).isEqualTo(2);

        assertThat(families.end(seen).expect(204).body()).isEmpty();

        assertThat(families.inSessionOf(first))
                .extracting(family -> family.get("family").textValue())
                .containsExactly(AdminFamilies.id(second));
        refused(app, first);
        assertThat(app.isActiveRefreshToken(first.refresh())).isFalse();
        assertThat(app.isActiveAccessToken(first.access())).isFalse();
        assertThat(app.userinfo(first.access()).status()).isEqualTo(401);
        assertThat(app.isActiveAccessToken(second.access())).isTrue();
        app.rotate(second.refresh());
        families.end(seen).expect(404);
    }

    @Test
    void everyMemberOfAFamily() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Tokens first = login("limited", "anna");
        JsonNode fresh = families.family(first);
        assertThat(fresh.get("lastRotated").isNull()).isTrue();

        realm.client("limited").rotate(first.refresh());
        JsonNode family = families.family(first);
        assertThat(family.get("user").textValue()).isEqualTo(userId("anna"));
        assertThat(family.get("client").textValue()).isEqualTo(uuid("limited"));
        assertThat(family.get("clientId").textValue()).isEqualTo("limited");
        assertThat(family.get("session").textValue()).isEqualTo(first.sessionId());
        assertThat(family.get("sessionType").textValue()).isEqualTo("online");
        assertThat(family.get("origin").textValue()).isEqualTo("login");
        assertThat(family.get("derivedFrom").isNull()).isTrue();
        assertThat(family.get("generation").intValue()).isEqualTo(2);
        assertThat(family.get("retriesLeft").isNull()).isTrue();
        for (String date : List.of("began", "lastRotated", "expires", "ends")) {
            assertThat(family.get(date).textValue()).as(date).matches(DATE);
        }
        Instant began = Instant.parse(family.get("began").textValue());
        assertThat(began).isBetween(before, Instant.now());
        assertThat(Instant.parse(family.get("lastRotated").textValue())).isBetween(began, Instant.now());
        assertThat(Instant.parse(family.get("ends").textValue())).isEqualTo(began.plusSeconds(LIFETIME));
        assertThat(family.get("began")).isEqualTo(fresh.get("began"));
    }

    @Test
    void withoutAFamilyLifetimeTheSessionIsTheLimit() {
        JsonNode family = families.family(login("app", "anna"));
        long maxLifespan = realm.realm()
                .admin()
                .get("/" + realm.realm().name())
                .json()
                .get("ssoSessionMaxLifespan")
                .longValue();
        assertThat(Instant.parse(family.get("ends").textValue()))
                .isBetween(
                        Instant.now().plusSeconds(maxLifespan - 60),
                        Instant.now().plusSeconds(maxLifespan));
    }

    @Test
    void retriesAreCounted() {
        RotationClient counted = realm.client("counted");
        Tokens first = counted.login();
        counted.rotate(first.refresh());
        assertThat(families.family(first).get("retriesLeft").intValue()).isEqualTo(3);
        counted.rotate(first.refresh());
        assertThat(families.family(first).get("retriesLeft").intValue()).isEqualTo(2);
    }

    /** The tabs of a browser share the id of their session, online and offline. */
    @Test
    void anOfflineFamilyBesideAnOnlineOne() {
        RotationClient app = realm.client("app");
        BrowserTabs tabs = BrowserTabs.forRealm(realm.realm());
        Tokens online = app.exchange(tabs.code("app"));
        Tokens offline = app.exchange(tabs.code("app", Map.of("scope", "openid offline_access")));
        assertThat(offline.sessionId()).isEqualTo(online.sessionId());
        assertThat(families.inSessionOf(online)).hasSize(2);
        assertThat(families.family(online).get("sessionType").textValue()).isEqualTo("online");
        JsonNode seen = families.family(offline);
        assertThat(seen.get("sessionType").textValue()).isEqualTo("offline");
        assertThat(seen.get("ends").isNull()).isTrue();

        families.end(seen).expect(204);

        refused(app, offline);
        Tokens next = app.rotate(online.refresh());
        families.end(families.family(next)).expect(204);
        refused(app, next);
    }

    @Test
    void derivedFamiliesEndWithTheirLogin() {
        RotationClient app = realm.client("app");
        Tokens login = app.login();
        Tokens same = exchange("app", login);
        Tokens other = exchange("other", login);
        JsonNode derived = families.family(same);
        assertThat(derived.get("origin").textValue()).isEqualTo("derived");
        assertThat(derived.get("derivedFrom").textValue()).isEqualTo(AdminFamilies.id(login));
        assertThat(families.family(other).get("clientId").textValue()).isEqualTo("other");

        families.end(families.family(login)).expect(204);

        assertThat(families.inSessionOf(login)).isEmpty();
        refused(app, login);
        app.refresh(same.refresh()).expect(400);
        realm.client("other").refresh(other.refresh()).expect(400);
        assertThat(app.isActiveAccessToken(same.access())).isFalse();
        assertThat(realm.client("other").isActiveAccessToken(other.access())).isFalse();
    }

    @Test
    void aDerivedFamilyEndsAlone() {
        RotationClient app = realm.client("app");
        Tokens login = app.login();
        Tokens derived = exchange("app", login);
        families.end(families.family(derived)).expect(204);
        refused(app, derived);
        app.rotate(login.refresh());
    }

    private static Tokens exchange(String client, Tokens subject) {
        return Tokens.from(realm.client(client)
                .token(Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token",
                        subject.access(),
                        "subject_token_type",
                        "urn:ietf:params:oauth:token-type:access_token",
                        "requested_token_type",
                        "urn:ietf:params:oauth:token-type:refresh_token",
                        "scope",
                        "openid"))
                .expect(200));
    }

    @Test
    void aUserHasTheFamiliesOfAllSessions() {
        String bert = "user=" + userId("bert");
        int before = AdminFamilies.elements(families.list(bert).expect(200)).size();
        List<String> ids = new ArrayList<>();
        for (String scope : List.of("openid", "openid offline_access", "openid")) {
            ids.add(AdminFamilies.id(realm.client("app").login("bert", scope)));
        }
        login("plain", "bert");
        login("app", "anna");
        List<JsonNode> all = AdminFamilies.elements(families.list(bert).expect(200));
        assertThat(all).hasSize(before + 3);
        assertThat(all).extracting(family -> family.get("family").textValue()).containsAll(ids);

        List<JsonNode> pages = new ArrayList<>();
        for (int first = 0; first < all.size(); first += 2) {
            pages.addAll(AdminFamilies.elements(
                    families.list(bert + "&max=2&first=" + first).expect(200)));
        }
        assertThat(pages).isEqualTo(all);
        assertThat(families.list(bert + "&first=" + all.size()).json()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "user=", "session=a&user=b", "user=a&first=-1", "user=a&max=x", "session=a&max=1.5"})
    void invalidRequests(String query) {
        Answer answer = families.list(query).expect(400);
        assertThat(answer.text("errorMessage")).isNotBlank();
        assertThat(answer.header("Cache-Control")).contains("no-store");
    }

    @Test
    void whatDoesNotExist() {
        Tokens tokens = login("app", "anna");
        JsonNode family = families.family(tokens);
        String session = tokens.sessionId();
        families.list("user=" + UUID.randomUUID()).expect(404);
        families.list("session=" + UUID.randomUUID()).expect(404);
        families.end(UUID.randomUUID().toString(), uuid("app"), AdminFamilies.id(tokens))
                .expect(404);
        families.end(session, UUID.randomUUID().toString(), AdminFamilies.id(tokens))
                .expect(404);
        families.end(session, uuid("other"), AdminFamilies.id(tokens)).expect(404);
        families.end(session, uuid("app"), UUID.randomUUID().toString()).expect(404);
        realm.client("app").logout(tokens.refresh()).expect(204);
        families.list("session=" + session).expect(404);
        families.end(family).expect(404);
    }

    @Test
    void responsesHoldNoTokenAndAreNotStored() {
        RotationClient app = realm.client("app");
        Tokens first = app.login();
        Tokens second = app.rotate(first.refresh());
        Answer list = families.list("session=" + first.sessionId()).expect(200);
        assertThat(list.header("Cache-Control")).contains("no-store");
        Answer end = families.end(families.family(second)).expect(204);
        assertThat(end.header("Cache-Control")).contains("no-store");
        String events = realm.realm()
                .admin()
                .get("/" + realm.realm().name() + "/admin-events?resourcePath=refresh-token-families/*")
                .expect(200)
                .body();
        for (Tokens tokens : List.of(first, second)) {
            for (String part : List.of(
                    tokens.refresh(),
                    tokens.access(),
                    tokens.accessId(),
                    tokens.refresh().substring(tokens.refresh().lastIndexOf('.')))) {
                assertThat(list.body() + events).doesNotContain(part);
            }
        }
    }

    @Test
    void theEndIsAnAdminEvent() {
        Tokens tokens = login("app", "anna");
        families.end(families.family(tokens)).expect(204);
        JsonNode event = realm.realm()
                .admin()
                .get("/" + realm.realm().name() + "/admin-events?max=1")
                .expect(200)
                .json()
                .get(0);
        assertThat(event.get("resourceType").textValue()).isEqualTo("REFRESH_TOKEN_FAMILY");
        assertThat(event.get("operationType").textValue()).isEqualTo("DELETE");
        assertThat(event.get("resourcePath").textValue())
                .isEqualTo("refresh-token-families/" + tokens.sessionId() + "/" + uuid("app") + "/"
                        + AdminFamilies.id(tokens));
        assertThat(event.get("representation").textValue()).contains(userId("anna"));
    }

    @Test
    void manageUsersCanEnd() {
        assertCanEnd("manager", "bert");
    }

    @Test
    void viewUsersCanList() {
        assertCanOnlyList("viewer", "bert");
    }

    @Test
    void aPermissionOnOneUserIsOneForThatUser() {
        assertCanEnd("delegate", "anna");
        assertHidden("delegate", "bert");
    }

    @Test
    void aPermissionToViewOneUserEndsNothing() {
        assertCanOnlyList("reader", "carl");
        assertHidden("reader", "bert");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lister", "clienter", "nobody"})
    void othersSeeNothing(String username) {
        assertHidden(username, "bert");
    }

    @Test
    void unauthenticatedRequestsAreRejected() {
        String path = keycloak.http() + "/admin/realms/" + realm.realm().name() + "/refresh-token-families";
        Http http = Http.client();
        http.get(URI.create(path + "?user=" + userId("anna"))).expect(401);
        http.method("DELETE", URI.create(path + "/a/b/c")).expect(401);
    }

    private static void assertCanEnd(String administrator, String user) {
        Tokens tokens = login("app", user);
        AdminFamilies administered = as(administrator);
        administered.list("user=" + userId(user)).expect(200);
        administered.end(administered.family(tokens)).expect(204);
        refused(realm.client("app"), tokens);
    }

    private static void assertCanOnlyList(String administrator, String user) {
        Tokens tokens = login("app", user);
        AdminFamilies viewer = as(administrator);
        viewer.list("user=" + userId(user)).expect(200);
        viewer.end(viewer.family(tokens)).expect(403);
        realm.client("app").rotate(tokens.refresh());
    }

    /** A session of the user is answered as one that does not exist. */
    private static void assertHidden(String administrator, String user) {
        Tokens tokens = login("app", user);
        JsonNode family = families.family(tokens);
        AdminFamilies stranger = as(administrator);
        stranger.list("user=" + userId(user)).expect(403);
        Answer hidden = stranger.list("session=" + tokens.sessionId()).expect(404);
        assertThat(hidden.body())
                .isEqualTo(stranger.list("session=" + UUID.randomUUID())
                        .expect(404)
                        .body());
        Answer untouched = stranger.end(family).expect(404);
        assertThat(untouched.body())
                .isEqualTo(stranger.end(UUID.randomUUID().toString(), uuid("app"), "a")
                        .expect(404)
                        .body());
        realm.client("app").rotate(tokens.refresh());
    }
}
