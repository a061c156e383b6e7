package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import dev.extendedtoken.keycloak.support.grant.BackchannelRequest;
import dev.extendedtoken.keycloak.support.grant.DerivedTokenGrant;
import dev.extendedtoken.keycloak.support.grant.Grant;
import dev.extendedtoken.keycloak.support.grant.GrantRealm;
import dev.extendedtoken.keycloak.support.grant.TokenRequest;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each endpoint and each grant returns 401 without the API key, and the usual response with it. */
@Tag("version")
@KeycloakTest
class ApiKeyBypassIT {

    private static final String WRONG = "kck_" + "0".repeat(49);

    @InjectRealm
    private static GrantRealm grants;

    /** The same on the server with the alias paths. */
    @InjectRealm("aliasesFile")
    @WithAliases
    private static GrantRealm aliases;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return GrantRealm.file("api-key-bypass").apiKeysForAll();
    }

    static RealmFile aliasesFile() {
        return GrantRealm.file("api-key-bypass-aliases").apiKeysForAll();
    }

    @BeforeAll
    static void issueKeys() {
        for (GrantRealm realm : List.of(grants, aliases)) {
            ApiKeys keys = ApiKeys.forRealm(realm.realm());
            realm.withHeaders(keys.issue("shop").header())
                    .withWholesaleHeaders(keys.issue("wholesale").header());
        }
    }

    @Test
    void coversEveryGrantOfTheServer() {
        assertThat(Grant.typesOfTheServer(grants)).isEqualTo(Grant.types());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PRE_AUTHORIZED_CODE")
    void everyGrantNeedsTheKey(Grant grant) {
        refusedWithoutAndAnsweredWithKey(() -> grant.prepare(grants), grant.status(), true);
    }

    /** The server does not know the grant, but whom it is asked by. */
    @Test
    void unknownGrantNeedsTheKey() {
        TokenRequest request = Grant.PRE_AUTHORIZED_CODE.prepare(grants).with("client_id", "shop");
        refusedWithoutAndAnsweredWithKey(() -> request, 400, true);
    }

    /** What was granted for one key is spent for one key, at every step, and each client needs its own. */
    @ParameterizedTest
    @EnumSource
    void derivedTokensNeedTheKey(DerivedTokenGrant derived) {
        TokenRequest request = derived.prepare(grants);
        String others = ApiKeys.forRealm(grants.realm())
                .issue(derived.isByShop() ? "wholesale" : "shop")
                .secret();
        TokenRequest withOthersKey = request.withoutHeader(ApiKeys.HEADER).withHeaders(ApiKeys.HEADER, others);
        InvalidClientAnswer.assertIs(
                http.form(withOthersKey.uri(), withOthersKey.parameters(), withOthersKey.headerArray()));
        refusedWithoutAndAnsweredWithKey(() -> derived.prepare(grants), 200, true);
    }

    @ParameterizedTest
    @EnumSource
    void otherEndpointsNeedTheKey(BackchannelRequest around) {
        refusedWithoutAndAnsweredWithKey(() -> around.prepare(grants), around.status(), around.takesJson());
    }

    /** This server calls no authentication device. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CIBA", "PRE_AUTHORIZED_CODE"})
    void grantsOnAliasPathsNeedTheKey(Grant grant) {
        for (String alias : List.of("/oauth/token", "/oauth/tokens", "/as/token")) {
            refusedWithoutAndAnsweredWithKey(
                    () -> grant.prepare(aliases).to(aliases.realm().uri(alias)), grant.status(), true);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REVOKE", "INTROSPECT"})
    void otherEndpointsOnAliasPathsNeedTheKey(BackchannelRequest around) {
        for (String root : List.of("/oauth", "/as")) {
            URI alias = aliases.realm().uri(root + "/" + around.name().toLowerCase(Locale.ROOT));
            refusedWithoutAndAnsweredWithKey(() -> around.prepare(aliases).to(alias), around.status(), true);
        }
    }

    /** Each place in which a request can name its client, or hide it. */
    @Test
    void unusualRequestsNeedTheKey() {
        URI token = grants.realm().token();
        String basic = Http.basic("shop", "shop's-secret");
        String secret = "client_id=shop&client_secret=shop%27s-secret";
        String grant = "grant_type=client_credentials";
        for (Answer answer : List.of(
                http.post(token, Http.FORM, grant, "Authorization", basic.replace("Basic", "basic")),
                http.post(token, Http.FORM, grant + "&" + secret),
                http.post(token, Http.FORM, grant + "&" + secret + "&client_id=other"),
                http.post(token, Http.FORM, "client_id=&" + grant, "Authorization", basic),
                http.post(token, Http.FORM, "client_id=nobody&" + grant, "Authorization", basic),
                http.post(URI.create(token + "?client_id=nobody"), Http.FORM, grant, "Authorization", basic),
                http.post(URI.create(token + "?" + secret), Http.FORM, grant),
                http.post(URI.create(token + "?" + grant), Http.FORM, secret),
                http.post(URI.create(token + "?" + grant + "&" + secret), Http.FORM, ""),
                http.post(URI.create(token + "?x-api-key=" + WRONG), Http.FORM, grant, "Authorization", basic),
                http.post(URI.create(token + "/"), Http.FORM, grant, "Authorization", basic),
                http.post(token, Http.FORM, grant + "&x-api-key=" + WRONG, "Authorization", basic),
                http.post(token, Http.FORM + "; charset=utf-8", grant, "Authorization", basic),
                http.post(token, Http.FORM + ";charset=x", grant, "Authorization", basic),
                http.post(token, "Application/X-WWW-Form-URLEncoded", grant, "Authorization", basic),
                http.post(token, "multipart/form-data; boundary=b", part("grant_type"), "Authorization", basic),
                http.post(token, "text/plain", grant, "Authorization", basic),
                http.post(token, Http.FORM, grant, "Authorization", encoded("%zz:x")),
                http.post(token, Http.FORM, grant, "Authorization", encoded("%00:x")),
                http.post(token, Http.JSON, "{}", "Authorization", encoded("%zz:x")),
                http.post(token, null, BodyPublishers.ofString(grant), "Authorization", basic),
                http.post(token, Http.FORM, grant, "Authorization", basic, "X-HTTP-Method-Override", "OPTIONS"),
                http.post(token, Http.FORM, grant, "Authorization", basic, "Authorization", Http.basic("x", "y")),
                http.post(token, Http.FORM, grant, "Authorization", basic, ApiKeys.HEADER, WRONG),
                http.post(token, Http.FORM, grant, "Authorization", basic, ApiKeys.HEADER, ""),
                http.post(token, Http.FORM, grant, "Authorization", basic, "x_api_key", WRONG))) {
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 415);
            assertThat(answer.body()).doesNotContain("access_token");
        }
    }

    private static String encoded(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.US_ASCII));
    }

    private static String part(String name) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\nclient_credentials\r\n--b--\r\n";
    }

    /** Keycloak takes a device authorization request at more addresses than one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/device",
                "/protocol/openid-connect/registrations/device",
                "/protocol/openid-connect/forgot-credentials/device"
            })
    void everyPathToADeviceCodeNeedsTheKey(String path) {
        grants.realm()
                .admin()
                .put(
                        "/" + grants.realm().name(),
                        Map.of(
                                "realm",
                                grants.realm().name(),
                                "registrationAllowed",
                                true,
                                "resetPasswordAllowed",
                                true))
                .expect(204);
        TokenRequest device = BackchannelRequest.DEVICE_AUTHORIZATION
                .prepare(grants)
                .to(grants.realm().uri(path))
                .withHeaders("Accept", "application/json");

        refusedWithoutAndAnsweredWithKey(() -> device, 200, false);
    }

    /** Keycloak returns the adapter configuration for the client's credentials, and to anyone for a public client. */
    @Test
    void installationEndpointNeedsTheKey() {
        TestRealm realm = grants.realm();
        realm.admin()
                .post(
                        "/" + realm.name() + "/clients",
                        Map.of(
                                "clientId",
                                "public",
                                "publicClient",
                                true,
                                "redirectUris",
                                List.of(GrantRealm.REDIRECT_URI)))
                .expect(201);
        URI ofShop = realm.uri("/clients-registrations/install/shop");
        URI ofPublic = realm.uri("/clients-registrations/install/public");
        String basic = Http.basic("shop", "shop's-secret");
        String shopsKey = ApiKeys.forRealm(realm).issue("shop").secret();
        for (Answer refused : List.of(
                http.get(ofShop, "Authorization", basic),
                http.get(ofShop, "Authorization", basic, ApiKeys.HEADER, WRONG),
                http.get(ofPublic),
                http.get(ofPublic, "Authorization", "Bearer"),
                http.get(ofPublic, "Authorization", "Bearer a b"),
                http.get(ofPublic, ApiKeys.HEADER, shopsKey))) {
            InvalidClientAnswer.assertIs(refused);
        }
        assertThat(http.get(ofPublic, "Authorization", "Bearer x").status()).isEqualTo(401);
        http.get(ofShop, "Authorization", basic, ApiKeys.HEADER, shopsKey).expect(200);
        http.get(ofPublic, ApiKeys.forRealm(realm).issue("public").header()).expect(200);

        String path = "/" + realm.name() + "/clients/"
                + realm.client("shop").get("id").textValue() + "/registration-access-token";
        String own = realm.admin().post(path, Map.of()).expect(200).text("registrationAccessToken");
        http.get(ofShop, "Authorization", "Bearer " + own).expect(200);
    }

    /** A page in a browser has no key. */
    @Test
    void browserLoginAndLogoutNeedNoKey() {
        String code =
                grants.realm().login("shop", GrantRealm.REDIRECT_URI, Map.of()).codeFor("anna", "anna's-secret");
        assertThat(code).isNotBlank();
        assertThat(http.get(grants.realm().uri("/protocol/openid-connect/logout"))
                        .status())
                .isEqualTo(200);
        assertThat(http.form(grants.realm().uri("/protocol/openid-connect/logout"), Map.of())
                        .status())
                .isEqualTo(200);
    }

    private void refusedWithoutAndAnsweredWithKey(Supplier<TokenRequest> fresh, int status, boolean takesJson) {
        TokenRequest asForm = fresh.get();
        for (TokenRequest refused : refused(asForm)) {
            InvalidClientAnswer.assertIs(http.form(refused.uri(), refused.parameters(), refused.headerArray()));
            if (takesJson) {
                InvalidClientAnswer.assertIs(http.json(refused.uri(), refused.parameters(), refused.headerArray()));
            }
        }
        assertThat(http.form(asForm.uri(), asForm.parameters(), asForm.headerArray())
                        .status())
                .isEqualTo(status);
        if (takesJson) {
            TokenRequest asJson = fresh.get();
            assertThat(http.json(asJson.uri(), asJson.parameters(), asJson.headerArray())
                            .status())
                    .isEqualTo(status);
        }
    }

    private static List<TokenRequest> refused(TokenRequest request) {
        TokenRequest without = request.withoutHeader(ApiKeys.HEADER);
        return List.of(without, without.withHeaders(ApiKeys.HEADER, WRONG));
    }
}
