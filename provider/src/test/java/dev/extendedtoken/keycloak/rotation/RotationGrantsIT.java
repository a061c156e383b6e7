package dev.extendedtoken.keycloak.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.server.AuthenticationDevice;
import dev.extendedtoken.keycloak.server.PartnerProvider;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.DevicePage;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A refresh token of each grant starts a family and rotates. */
@Tag("modes")
@KeycloakTest
class RotationGrantsIT {

    private static AuthenticationDevice device;

    @AutoClose
    private static PartnerProvider partner = PartnerProvider.start();

    @InjectRealm
    private static RotationRealm realm;

    private static RotationClient app;

    static RealmFile realmFile() {
        RealmFile file =
                RotationRealm.file("rotation-grants").with("identityProviders", List.of(partner.asIdentityProvider()));
        RotationRealm.profile(file, "long", Map.of("grace-period", 300));
        RotationRealm.client(
                file,
                "app",
                "long",
                Map.of(
                        "oauth2.device.authorization.grant.enabled", "true",
                        "oidc.ciba.grant.enabled", "true",
                        "standard.token.exchange.enabled", "true",
                        "standard.token.exchange.enableRefreshRequestedTokenType", "SAME_SESSION",
                        "client_credentials.use_refresh_token", "true"));
        RotationRealm.client(file, "light", "long", Map.of("client.use.lightweight.access.token.enabled", "true"));
        RotationRealm.client(file, "machine", "long");
        file.client("resources", RealmFile.resourceServer("resources-secret", "basket"));
        file.with(
                "clientProfiles",
                Map.of(
                        "profiles",
                        List.of(
                                Map.of("name", "long", "executors", List.of(rotation())),
                                Map.of(
                                        "name",
                                        "suppressed",
                                        "executors",
                                        List.of(
                                                rotation(),
                                                Map.of(
                                                        "executor",
                                                        "suppress-refresh-token-rotation",
                                                        "configuration",
                                                        Map.of()))))));
        file.policy(
                "suppressed",
                "suppressed",
                "client-attributes",
                Map.of("attributes", "[{\"key\":\"rotation\",\"value\":\"suppressed\"}]"));
        RotationRealm.client(file, "suppressed", "suppressed");
        RotationRealm.client(file, "switched", "long");
        return file;
    }

    @BeforeAll
    static void prepare(AuthenticationDevice authenticationDevice) {
        device = authenticationDevice;
        app = realm.client("app");
    }

    private static Map<String, ?> rotation() {
        return Map.of("executor", "refresh-token-rotation", "configuration", Map.of("grace-period", 300));
    }

    /** Rotates, retries, and sees a replay. */
    private static void rotates(RotationClient client, Tokens first) {
        assertThat(first.refreshClaims().get("rotation_family").textValue()).isEqualTo(first.refreshId());
        Tokens second = client.rotate(first.refresh());
        assertThat(second.refreshId()).isEqualTo(first.refreshId() + ".2");
        assertThat(client.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
        Tokens last = client.supersede(second.refresh());
        assertThat(client.isActiveRefreshToken(last.refresh())).isTrue();
        assertThat(client.isActiveAccessToken(last.access())).isTrue();
        assertThat(client.refresh(first.refresh()).text("error")).isEqualTo("invalid_grant");
        assertThat(client.refresh(last.refresh()).text("error")).isEqualTo("invalid_grant");
        assertThat(client.isActiveRefreshToken(last.refresh())).isFalse();
        assertThat(client.isActiveAccessToken(last.access())).isFalse();
    }

    @Test
    void code() {
        rotates(app, app.exchange(BrowserTabs.forRealm(realm.realm()).code("app")));
    }

    @Test
    void password() {
        rotates(app, app.login());
    }

    @Test
    void deviceCode() {
        Answer codes = post("/protocol/openid-connect/auth/device", Map.of("scope", "openid"));
        new DevicePage().allow(URI.create(codes.text("verification_uri_complete")), "anna", RotationRealm.PASSWORD);
        rotates(
                app,
                tokens(Map.of(
                        "grant_type",
                        "urn:ietf:params:oauth:grant-type:device_code",
                        "device_code",
                        codes.text("device_code"))));
    }

    @Test
    void ciba() {
        Answer started =
                post("/protocol/openid-connect/ext/ciba/auth", Map.of("scope", "openid", "login_hint", "anna"));
        Http.client()
                .post(
                        realm.realm().uri("/protocol/openid-connect/ext/ciba/auth/callback"),
                        Http.JSON,
                        Http.toJson(Map.of("status", "SUCCEED")),
                        "Authorization",
                        device.nextLogin(realm.realm().name()))
                .expect(200);
        rotates(
                app,
                tokens(Map.of(
                        "grant_type",
                        "urn:openid:params:grant-type:ciba",
                        "auth_req_id",
                        started.text("auth_req_id"))));
    }

    @Test
    void serviceAccount() {
        rotates(app, tokens(Map.of("grant_type", "client_credentials")));
    }

    /** Its session is transient and has no refresh token. */
    @Test
    void serviceAccountWithoutRefreshTokens() {
        Answer answer = realm.client("machine").token(Map.of("grant_type", "client_credentials"));
        assertThat(answer.expect(200).json().has("refresh_token")).isFalse();
        assertThat(realm.client("machine").isActiveAccessToken(answer.text("access_token")))
                .isTrue();
    }

    /** The exchanged tokens are a family of their own in the same session. */
    @Test
    void tokenExchange() {
        Tokens subject = app.login();
        Tokens exchanged = tokens(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:token-exchange",
                "subject_token",
                subject.access(),
                "subject_token_type",
                "urn:ietf:params:oauth:token-type:access_token",
                "requested_token_type",
                "urn:ietf:params:oauth:token-type:refresh_token"));
        rotates(app, exchanged);
        rotates(app, subject);
    }

    /** UMA issues a refresh token without any policy event, and for another client than the resource server. */
    @Test
    void umaPermissions() {
        Tokens subject = app.login();
        Answer answer = Http.client()
                .form(
                        realm.realm().token(),
                        Map.of(
                                "grant_type",
                                "urn:ietf:params:oauth:grant-type:uma-ticket",
                                "audience",
                                "resources",
                                "permission",
                                "basket"),
                        "Authorization",
                        "Bearer " + subject.access());
        Tokens first = Tokens.from(answer.expect(200));
        Tokens second = app.rotate(first.refresh());
        assertThat(second.refreshId()).isEqualTo(first.refreshId() + ".2");
        assertThat(second.refreshClaims()
                        .at("/authorization/permissions/0/rsname")
                        .textValue())
                .isEqualTo("basket");
        assertThat(second.accessClaims()
                        .at("/authorization/permissions/0/rsname")
                        .textValue())
                .isEqualTo("basket");
        assertThat(app.rotate(first.refresh()).refresh()).isEqualTo(second.refresh());
        Tokens last = app.supersede(second.refresh());
        assertThat(app.refresh(first.refresh()).status()).isEqualTo(400);
        assertThat(app.refresh(last.refresh()).status()).isEqualTo(400);
        rotates(app, subject);
    }

    @Test
    void offline() {
        Tokens first = app.login("openid offline_access");
        assertThat(first.refreshClaims().get("typ").textValue()).isEqualTo("Offline");
        rotates(app, first);
    }

    /** Online and offline tokens of one session and client do not touch each other. */
    @Test
    void offlineBesideOnline() {
        BrowserTabs browser = BrowserTabs.forRealm(realm.realm());
        Tokens online = app.exchange(browser.code("app"));
        Tokens offline = app.exchange(browser.code("app", Map.of("scope", "openid offline_access")));
        Tokens anotherOffline = app.exchange(browser.code("app", Map.of("scope", "openid offline_access")));
        assertThat(offline.sessionId()).isEqualTo(online.sessionId());
        rotates(app, offline);
        rotates(app, online);
        rotates(app, anotherOffline);
    }

    @Test
    void lightweightAccessTokens() {
        RotationClient light = realm.client("light");
        Tokens first = light.login();
        assertThat(first.accessId()).startsWith("onlt");
        assertThat(light.rotate(first.refresh()).accessId()).startsWith("onlt");
        rotates(light, light.login());
    }

    @Test
    void brokeredSession() {
        BrokeredLogin login = new BrokeredLogin(realm.realm(), partner);
        login.link(realm.userId());
        Tokens first = app.exchange(login.code("app", "session-1"));
        rotates(app, app.exchange(login.code("app", "session-2")));
        Tokens second = app.rotate(first.refresh());
        login.logOut("session-1").expect(200);
        assertThat(app.refresh(first.refresh()).text("error")).isEqualTo("invalid_grant");
        assertThat(app.refresh(second.refresh()).text("error")).isEqualTo("invalid_grant");
        assertThat(app.isActiveAccessToken(second.access())).isFalse();
    }

    @Test
    void impersonatedSession() {
        Http browser = Http.browser();
        TreeMap<String, String> request = new TreeMap<>(Map.of(
                "response_type",
                "code",
                "client_id",
                "app",
                "redirect_uri",
                RotationRealm.CALLBACK,
                "scope",
                "openid"));
        Answer impersonation = browser.post(
                URI.create(realm.realm()
                        .uri("/users/" + realm.userId() + "/impersonation")
                        .toString()
                        .replace("/realms/", "/admin/realms/")),
                Http.JSON,
                "{}",
                realm.realm().admin().authorization());
        impersonation.expect(200);
        Answer answer = browser.get(realm.realm().uri("/protocol/openid-connect/auth?" + Http.encode(request)));
        URI redirect = URI.create(answer.expect(302).header("Location").orElseThrow());
        String code = Arrays.stream(redirect.getQuery().split("&"))
                .filter(parameter -> parameter.startsWith("code="))
                .map(parameter -> parameter.substring("code=".length()))
                .findFirst()
                .orElseThrow();
        rotates(app, app.exchange(code));
    }

    @Test
    void scopesCanOnlyBeNarrowed() {
        Tokens first = app.login("openid phone");
        Tokens narrow =
                Tokens.from(app.refresh(first.refresh(), "scope", "openid").expect(200));
        assertThat(scope(narrow.accessClaims())).doesNotContain("phone");
        assertThat(scope(narrow.refreshClaims())).contains("phone");
        Tokens wide = Tokens.from(app.refresh(first.refresh(), "scope", "openid phone address offline_access")
                .expect(200));
        assertThat(wide.refresh()).as("a retry").isEqualTo(narrow.refresh());
        assertThat(scope(wide.accessClaims())).doesNotContain("address", "offline_access");
        Tokens next = Tokens.from(app.refresh(wide.refresh(), "scope", "openid address offline_access")
                .expect(200));
        assertThat(next.refreshClaims().get("typ").textValue()).isEqualTo("Refresh");
        assertThat(scope(next.accessClaims())).doesNotContain("address", "offline_access");
    }

    private static List<String> scope(JsonNode claims) {
        return List.of(claims.get("scope").textValue().split(" "));
    }

    /** The client keeps its token by the administrator's policy, and using it again is no reuse. */
    @Test
    void suppressedRotation() {
        RotationClient client = realm.client("suppressed");
        Tokens first = client.login();
        for (int i = 0; i < 4; i++) {
            Answer answer = client.refresh(first.refresh()).expect(200);
            assertThat(answer.json().has("refresh_token")).isFalse();
            assertThat(client.isActiveAccessToken(answer.text("access_token"))).isTrue();
        }
        assertThat(client.isActiveRefreshToken(first.refresh())).isTrue();
    }

    /** As above, for a client that shall have no refresh tokens any more; then again it shall. */
    @Test
    void refreshTokensDisabled() {
        RotationClient client = realm.client("switched");
        Tokens first = client.login();
        Tokens second = client.rotate(first.refresh());
        useRefreshTokens("false");
        assertThat(client.refresh(second.refresh()).expect(200).json().has("refresh_token"))
                .isFalse();
        assertThat(client.refresh(second.refresh()).expect(200).json().has("refresh_token"))
                .isFalse();
        assertThat(client.login().refresh()).isNull();
        useRefreshTokens("true");
        assertThat(client.rotate(second.refresh()).refreshId()).isEqualTo(first.refreshId() + ".3");
    }

    private static void useRefreshTokens(String value) {
        JsonNode client = realm.realm().client("switched");
        realm.realm()
                .admin()
                .put(
                        "/" + realm.realm().name() + "/clients/"
                                + client.get("id").textValue(),
                        Map.of("clientId", "switched", "attributes", Map.of("use.refresh.tokens", value)))
                .expect(204);
    }

    private static Answer post(String path, Map<String, String> parameters) {
        return Http.client()
                .form(
                        realm.realm().uri(path),
                        parameters,
                        "Authorization",
                        Http.basic("app", RotationRealm.secret("app")))
                .expect(200);
    }

    private static Tokens tokens(Map<String, ?> request) {
        return Tokens.from(app.token(request).expect(200));
    }
}
