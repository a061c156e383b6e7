package dev.extendedtoken.keycloak.userjwt;

import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.AUTO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.CALLBACK;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.DEMO;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.HEADER;
import static dev.extendedtoken.keycloak.userjwt.UserJwtRealm.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.Login;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The step of the browser flow accepts a user JWT at the authorization endpoint, for clients whose policies accept user
 * JWTs.
 */
@Tag("modes")
@Tag("version")
@KeycloakTest
class UserJwtStepIT {

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static UserJwtRealm realm;

    static RealmFile realmFile() {
        RealmFile file = UserJwtRealm.file("user-jwt-step")
                .user("carla", "carla", Map.of("clientRoles", Map.of("realm-management", List.of("realm-admin"))))
                .client("plain", Map.of("publicClient", true, "redirectUris", List.of(CALLBACK, AUTO)))
                .client(
                        "saml",
                        Map.of(
                                "protocol",
                                "saml",
                                "redirectUris",
                                List.of(CALLBACK),
                                "attributes",
                                Map.of(
                                        "saml_idp_initiated_sso_url_name",
                                        "saml",
                                        "saml_assertion_consumer_url_post",
                                        CALLBACK,
                                        "saml.client.signature",
                                        "false")));
        UserJwtRealm.stepTakes(file, "shop##other");
        UserJwtRealm.enforced(file, "takes-shop", Map.of("issued-to", List.of("shop")));
        UserJwtRealm.enforced(file, "takes-other", Map.of("issued-to", List.of("other", "third")));
        UserJwtRealm.enforced(file, "takes-both", Map.of("issued-to", List.of("shop", "other")));
        file.policy(
                "less for both",
                "takes-other",
                "client-attributes",
                Map.of("attributes", "[{\"key\":\"jwt\",\"value\":\"takes-both\"}]"));
        listed(file, "strong", Map.of("acr.loa.map", "{\"gold\":2}", "minimum.acr.value", "gold"));
        listed(file, "usually-strong", Map.of("acr.loa.map", "{\"gold\":2}", "default.acr.values", "gold"));
        listed(file, "weak", Map.of("acr.loa.map", "{\"low\":0}", "default.acr.values", "low"));
        addDirectGrantFlow(file);
        return file;
    }

    @BeforeAll
    static void prepare() {
        for (String client : List.of("security-admin-console", "account-console", "account")) {
            JsonNode builtIn = realm.realm().client(client);
            ((ObjectNode) builtIn).withObject("/attributes").put("jwt", "takes-shop");
            realm.realm()
                    .admin()
                    .put(
                            "/" + realm.realm().name() + "/clients/"
                                    + builtIn.get("id").textValue(),
                            builtIn)
                    .expect(204);
        }
    }

    private static void listed(RealmFile file, String client, Map<String, String> attributes) {
        Map<String, String> all = new TreeMap<>(attributes);
        all.put("jwt", "takes-shop");
        file.client(client, Map.of("publicClient", true, "redirectUris", List.of(CALLBACK), "attributes", all));
    }

    /** Direct grants by password, or by the step. */
    private static void addDirectGrantFlow(RealmFile file) {
        ArrayNode flows = file.representation().withArray("authenticationFlows");
        ArrayNode executions = flows.addObject()
                .put("alias", "direct with user JWT")
                .put("providerId", "basic-flow")
                .put("topLevel", true)
                .put("builtIn", false)
                .putArray("authenticationExecutions");
        executions
                .addObject()
                .put("authenticator", "user-jwt")
                .put("authenticatorConfig", "access tokens of the shop")
                .put("requirement", "ALTERNATIVE")
                .put("priority", 5);
        executions
                .addObject()
                .put("authenticatorFlow", true)
                .put("flowAlias", "direct by password")
                .put("requirement", "ALTERNATIVE")
                .put("priority", 10);
        ArrayNode password = flows.addObject()
                .put("alias", "direct by password")
                .put("providerId", "basic-flow")
                .put("topLevel", false)
                .put("builtIn", false)
                .putArray("authenticationExecutions");
        for (String step : List.of("direct-grant-validate-username", "direct-grant-validate-password")) {
            password.addObject()
                    .put("authenticator", step)
                    .put("requirement", "REQUIRED")
                    .put("priority", 10 * (password.size() + 1));
        }
        file.with("directGrantFlow", "direct with user JWT");
    }

    /** A browser's request with a user JWT. */
    private static Answer open(String client, String redirectUri, String jwt, String... changes) {
        Map<String, String> request = request(changes);
        request.put("client_id", client);
        request.put("redirect_uri", redirectUri);
        return Http.browser().get(realm.authorize(request), "Accept", "text/html", HEADER, jwt);
    }

    private static void signedIn(Answer answer) {
        assertThat(Login.parameter(Login.location(answer.expect(302)), "code")).matches(Login.CODE);
    }

    /** Keycloak's login page, and no session of the user JWT. */
    private static void askedToSignIn(Answer answer) {
        assertThat(answer.expect(200).body()).contains("kc-form-login");
    }

    @ParameterizedTest
    @CsvSource({"takes-shop, shop", "takes-other, other", "takes-both, other", "weak, shop"})
    void isAcceptedByTheStepAndThePolicy(String client, String issuedTo) {
        signedIn(open(client, CALLBACK, realm.jwt(issuedTo, DEMO)));
    }

    @ParameterizedTest
    @CsvSource({
        "plain, shop",
        "takes-shop, other",
        "takes-other, shop",
        "takes-both, shop",
        "strong, shop",
        "usually-strong, shop"
    })
    void isRejectedForOtherClients(String client, String issuedTo) {
        askedToSignIn(open(client, CALLBACK, realm.jwt(issuedTo, DEMO)));
    }

    @Test
    void aClientWithoutAPolicyGetsAnError() {
        Map<String, String> request = request("client_id", "plain", "redirect_uri", CALLBACK, "prompt", "none");
        Answer answer = Http.client().get(realm.authorize(request), HEADER, realm.jwt());
        assertThat(Login.parameter(Login.location(answer.expect(302)), "error")).isEqualTo("login_required");
        assertThat(realm.realm().events("LOGIN_ERROR"))
                .anyMatch(event -> event.path("details").path("reason").asText().equals("user_jwt_no_policy"));
    }

    /** Even if a policy matches them: these clients administer the realm or the account. */
    @ParameterizedTest
    @CsvSource({
        "security-admin-console, /admin/user-jwt-step/console/",
        "account-console, /realms/user-jwt-step/account/",
        "account, /realms/user-jwt-step/account/"
    })
    void isRejectedAtBuiltInClients(String client, String redirectUri) {
        askedToSignIn(open(client, keycloak.http() + redirectUri, realm.jwt("shop", "carla")));
    }

    @ParameterizedTest
    @CsvSource({
        "acr_values, 2",
        "claims, '{\"id_token\":{\"acr\":{\"essential\":true,\"values\":[\"2\"]}}}'",
        "prompt, login",
        "prompt, select_account",
        "max_age, 0",
        "scope, openid offline_access",
        "kc_action, UPDATE_PASSWORD"
    })
    void isRejectedForHigherAcr(String parameter, String value) {
        askedToSignIn(open("takes-shop", CALLBACK, realm.jwt(), parameter, value));
    }

    @Test
    void isRejectedForClientsWithOfflineAccessByDefault() {
        String path = "/" + realm.realm().name();
        String client = realm.realm().client("weak").get("id").textValue();
        String scope = "";
        for (JsonNode one : realm.realm().admin().get(path + "/client-scopes").json()) {
            scope = one.get("name").textValue().equals("offline_access")
                    ? one.get("id").textValue()
                    : scope;
        }
        String byDefault = path + "/clients/" + client + "/default-client-scopes/" + scope;
        realm.realm()
                .admin()
                .delete(path + "/clients/" + client + "/optional-client-scopes/" + scope)
                .expect(204);
        realm.realm().admin().put(byDefault, Map.of()).expect(204);
        askedToSignIn(open("weak", CALLBACK, realm.jwt()));
        assertThat(realm.realm().events("LOGIN_ERROR"))
                .anyMatch(event -> event.path("details").path("reason").asText().equals("user_jwt_offline_access"));
        realm.realm().admin().delete(byDefault).expect(204);
        signedIn(open("weak", CALLBACK, realm.jwt()));
    }

    /** The user's access token must not be enough to set the password. */
    @Test
    void requiredActionsNeedAPage() {
        String jwt = realm.jwt("shop", "bob");
        String bob = "/" + realm.realm().name() + "/users/" + realm.userId("bob");
        requireActions(bob, List.of("UPDATE_PASSWORD"));
        try {
            Http browser = Http.browser();
            Map<String, String> request = request("client_id", "takes-shop", "redirect_uri", CALLBACK);
            Answer page = browser.get(realm.authorize(request), "Accept", "text/html", HEADER, jwt);
            askedToSignIn(page);
            Answer after = Login.signIn(browser, page, "bob", "bob").expect(302);
            assertThat(Login.location(after).toString()).contains("UPDATE_PASSWORD");
        } finally {
            requireActions(bob, List.of());
        }
        signedIn(open("takes-shop", CALLBACK, realm.jwt("shop", "bob")));
    }

    private static void requireActions(String user, List<String> actions) {
        realm.realm().admin().put(user, Map.of("requiredActions", actions)).expect(204);
    }

    @Test
    void consentNeedsAPage() {
        JsonNode client = realm.realm().client("takes-shop");
        String path =
                "/" + realm.realm().name() + "/clients/" + client.get("id").textValue();
        ((ObjectNode) client).put("consentRequired", true);
        realm.realm().admin().put(path, client).expect(204);
        try {
            askedToSignIn(open("takes-shop", CALLBACK, realm.jwt()));
            askedToSignIn(open("takes-shop", CALLBACK, realm.jwt(), "prompt", "consent"));
        } finally {
            ((ObjectNode) client).put("consentRequired", false);
            realm.realm().admin().put(path, client).expect(204);
        }
    }

    /** Other protocols have the same browser flow. */
    @Test
    void isRejectedForSaml() {
        URI idpInitiated = realm.realm().uri("/protocol/saml/clients/saml");
        Answer page = Http.browser().get(idpInitiated, "Accept", "text/html", HEADER, realm.jwt());
        assertThat(page.expect(200).body()).contains("kc-form-login").doesNotContain("SAMLResponse");
    }

    /** Nor in another flow that an administrator puts it in. */
    @Test
    void isRejectedAtTheTokenEndpoint() {
        Answer answer = Http.client()
                .form(
                        realm.realm().token(),
                        Map.of("grant_type", "password", "client_id", "other", "username", DEMO),
                        HEADER,
                        realm.jwt());
        assertThat(answer.status()).isBetween(400, 401);
        assertThat(answer.json().has("access_token")).isFalse();
    }

    /** Keycloak redirects a browser's pushed request, and the flow runs where the browser is sent. */
    @Test
    void isRejectedForAForwardedPushedRequest() {
        Map<String, String> request = request("client_id", "takes-shop", "redirect_uri", CALLBACK);
        String requestUri = Http.client()
                .form(
                        realm.realm().uri("/protocol/openid-connect/ext/par/request"),
                        request,
                        "Authorization",
                        Http.basic("takes-shop", "takes-shop-secret"))
                .expect(201)
                .text("request_uri");
        Http browser = Http.browser();
        String jwt = realm.jwt();
        Answer sentOn = browser.get(
                realm.authorize(Map.of("client_id", "takes-shop", "request_uri", requestUri)),
                "Accept",
                "text/html",
                HEADER,
                jwt);
        askedToSignIn(browser.get(Login.location(sentOn.expect(302)), "Accept", "text/html", HEADER, jwt));
    }

    /** The browser's own session is what counts then. */
    @Test
    void ssoAppliesWhereTheJwtIsNotAccepted() {
        Http browser = Http.browser();
        Map<String, String> request = request("client_id", "plain", "redirect_uri", CALLBACK);
        URI uri = realm.authorize(request);
        assertThat(Login.parameter(Login.at(uri, browser).as("bob", "bob"), "code"))
                .matches(Login.CODE);
        signedIn(browser.get(uri, "Accept", "text/html", HEADER, realm.jwt()));
    }
}
