package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A client with a registration access token can update itself, but it cannot change which policies of this extension
 * match it, or its client authenticator.
 */
@KeycloakTest
class SelfUpdateIT {

    private static final String POLICIES = "registration_changes_policies";
    private static final String DEFAULT = "default";
    private static final String OIDC = "openid-connect";
    private static final List<String> CALLBACK = List.of("https://partner.example/callback");
    private static final List<String> CALLBACKS = List.of("https://partner.example/callback", "https://new.example/");

    @InjectKeycloak
    private static Keycloak keycloak;

    private static int realms;

    private final Http http = Http.client();

    /** Provider, condition and its configuration, the client, what it changes about itself. */
    private static Stream<Arguments> lifts() {
        return Stream.of(
                lift(
                        "the attribute that chooses it",
                        DEFAULT,
                        "client-attributes",
                        "{\"attributes\":\"[{\\\"key\\\":\\\"marked\\\",\\\"value\\\":\\\"on\\\"}]\"}",
                        own -> own.withObject("/attributes").put("marked", "off")),
                lift(
                        "an attribute that exempts it",
                        DEFAULT,
                        "client-attributes",
                        "{\"attributes\":\"[{\\\"key\\\":\\\"exempt\\\",\\\"value\\\":\\\"yes\\\"}]\","
                                + "\"is-negative-logic\":true}",
                        own -> own.withObject("/attributes").put("exempt", "yes")),
                lift(
                        "its access type",
                        DEFAULT,
                        "client-access-type",
                        "{\"type\":[\"confidential\"]}",
                        own -> own.put("publicClient", true)),
                lift(
                        "its access type, to bearer-only",
                        DEFAULT,
                        "client-access-type",
                        "{\"type\":[\"confidential\"]}",
                        own -> own.put("bearerOnly", true)),
                lift(
                        "its access type",
                        OIDC,
                        "client-access-type",
                        "{\"type\":[\"confidential\"]}",
                        own -> own.put("token_endpoint_auth_method", "none")),
                lift(
                        "a role that exempts it",
                        DEFAULT,
                        "client-roles",
                        "{\"roles\":[\"exempt\"],\"is-negative-logic\":true}",
                        own -> own.putArray("defaultRoles").add("exempt")),
                lift(
                        "its protocol",
                        DEFAULT,
                        "client-type",
                        "{\"protocol\":\"openid-connect\"}",
                        own -> own.put("protocol", "saml")),
                lift(
                        "an attribute of OpenID Connect",
                        OIDC,
                        "client-attributes",
                        "{\"attributes\":\"[{\\\"key\\\":\\\"tls.client.certificate.bound.access.tokens\\\","
                                + "\\\"value\\\":\\\"true\\\"}]\"}",
                        own -> own.put("tls_client_certificate_bound_access_tokens", false)),
                lift(
                        "an attribute that lets it in",
                        DEFAULT,
                        "client-attributes",
                        "{\"attributes\":\"[{\\\"key\\\":\\\"json\\\",\\\"value\\\":\\\"true\\\"}]\"}",
                        own -> own.withObject("/attributes").put("json", "true")),
                lift("a role that lets it in", DEFAULT, "client-roles", "{\"roles\":[\"wanted\"]}", own -> own.putArray(
                                "defaultRoles")
                        .add("wanted")));
    }

    private static Arguments lift(
            String what, String provider, String condition, String configuration, Consumer<ObjectNode> change) {
        return Arguments.of(what, provider, condition, configuration, change);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("lifts")
    void aClientCannotChangeItsPolicies(
            String what, String provider, String condition, String configuration, Consumer<ObjectNode> change) {
        try (TestRealm realm = realm(condition, configuration)) {
            assertRefused(realm, provider, change, POLICIES);
            assertRedirectUrisChange(realm, provider);
        }
    }

    /** The administrator makes the change that the client cannot make. Then the client can update itself again. */
    @Test
    void anAdministratorCanMakeTheChange() {
        try (TestRealm realm = realm(
                "client-attributes", "{\"attributes\":\"[{\\\"key\\\":\\\"marked\\\",\\\"value\\\":\\\"on\\\"}]\"}")) {
            ObjectNode client = (ObjectNode) realm.client("partner");
            assertThat(needsKey(realm)).isTrue();
            client.withObject("/attributes").put("marked", "off");
            realm.admin().put(path(realm), client).expect(204);
            assertThat(needsKey(realm)).isFalse();

            assertRedirectUrisChange(realm, DEFAULT);
            assertRefused(realm, DEFAULT, own -> own.withObject("/attributes").put("marked", "on"), POLICIES);
            assertThat(needsKey(realm)).isFalse();
        }
    }

    /** Keycloak's administrators may use the registration, too. */
    @Test
    void anAdministratorCanMakeTheChangeByRegistrationApi() {
        try (TestRealm realm = realm(
                "client-attributes", "{\"attributes\":\"[{\\\"key\\\":\\\"marked\\\",\\\"value\\\":\\\"on\\\"}]\"}")) {
            String token = http.form(
                            realm.token(),
                            Map.of(
                                    "grant_type", "password",
                                    "client_id", "admin-cli",
                                    "username", "manager",
                                    "password", "manager-secret"))
                    .expect(200)
                    .text("access_token");
            ObjectNode own = (ObjectNode)
                    register(realm, "GET", DEFAULT, token, null).expect(200).json();
            own.withObject("/attributes").put("marked", "off");
            register(realm, "PUT", DEFAULT, token, own).expect(200);
            assertThat(needsKey(realm)).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("authenticators")
    void aClientCannotChangeItsAuthenticator(String provider, Consumer<ObjectNode> change) {
        try (TestRealm realm = realm("any-client", "{}")) {
            realm.admin()
                    .put(path(realm), Map.of("clientId", "partner", "clientAuthenticatorType", "client-api-key"))
                    .expect(204);
            assertRefused(realm, provider, change, "registration_changes_authenticator");
            assertRedirectUrisChange(realm, DEFAULT);
            assertThat(realm.client("partner").get("clientAuthenticatorType").textValue())
                    .isEqualTo("client-api-key");
        }
    }

    private static Stream<Arguments> authenticators() {
        return Stream.of(
                Arguments.of(DEFAULT, change(own -> own.put("clientAuthenticatorType", "client-secret"))),
                Arguments.of(DEFAULT, change(own -> own.put("publicClient", true))),
                Arguments.of(OIDC, change(own -> own.put("token_endpoint_auth_method", "client_secret_basic"))),
                Arguments.of(OIDC, change(own -> own.put("token_endpoint_auth_method", "none"))));
    }

    private static Consumer<ObjectNode> change(Consumer<ObjectNode> change) {
        return change;
    }

    /** If the policies cannot be evaluated, no update is accepted. */
    @Test
    void aClientCannotUpdateWhileAPolicyIsUnreadable() {
        try (TestRealm realm = realm("bad-self-update", "client-attributes", "{\"attributes\":\"no JSON\"}")) {
            assertRefused(
                    realm,
                    DEFAULT,
                    own -> own.putArray("redirectUris").add("https://new.example/"),
                    "registration_policies_unreadable");
        }
    }

    /** Gone is not lifted. */
    @Test
    void aClientCanUnregister() {
        try (TestRealm realm = realm("any-client", "{}")) {
            register(realm, "DELETE", DEFAULT, token(realm), null).expect(204);
            assertThat(realm.admin()
                            .get("/" + realm.name() + "/clients?clientId=partner")
                            .json())
                    .isEmpty();
        }
    }

    private void assertRefused(TestRealm realm, String provider, Consumer<ObjectNode> change, String reason) {
        String token = token(realm);
        ObjectNode own = own(realm, provider, token);
        boolean needsKey = needsKey(realm);
        JsonNode before = client(realm);

        change.accept(own);
        Answer answer = register(realm, "PUT", provider, token, own).expect(403);

        assertThat(answer.text("error")).isEqualTo("insufficient_scope");
        assertThat(answer.text("error_description")).contains("administrator");
        assertThat(client(realm)).isEqualTo(before);
        assertThat(realm.admin().get(path(realm) + "/roles").json()).isEmpty();
        assertThat(needsKey(realm)).isEqualTo(needsKey);
        register(realm, "GET", provider, token, null).expect(200);
        assertThat(realm.events("CLIENT_UPDATE_ERROR")).first().satisfies(event -> {
            assertThat(event.at("/details/reason").textValue()).isEqualTo(reason);
            assertThat(event.get("clientId").textValue()).isEqualTo("partner");
            assertThat(event.get("error").textValue()).isEqualTo("not_allowed");
        });
    }

    private void assertRedirectUrisChange(TestRealm realm, String provider) {
        String token = token(realm);
        ObjectNode own = own(realm, provider, token);
        boolean needsKey = needsKey(realm);
        String member = provider.equals(DEFAULT) ? "redirectUris" : "redirect_uris";
        ArrayNode redirectUris = own.putArray(member);
        CALLBACKS.forEach(redirectUris::add);
        register(realm, "PUT", provider, token, own).expect(200);
        assertThat(realm.client("partner").get("redirectUris"))
                .extracting(JsonNode::textValue)
                .containsExactlyInAnyOrderElementsOf(CALLBACKS);
        assertThat(needsKey(realm)).isEqualTo(needsKey);
    }

    private ObjectNode own(TestRealm realm, String provider, String token) {
        ObjectNode own = (ObjectNode)
                register(realm, "GET", provider, token, null).expect(200).json();
        // Keycloak takes the client's id for its UUID where a scope is sent, and fails.
        own.remove("scope");
        return own;
    }

    private static TestRealm realm(String condition, String configuration) {
        return realm("self-update", condition, configuration);
    }

    private static TestRealm realm(String name, String condition, String configuration) {
        Map<String, Object> partner = new HashMap<>(Map.of(
                "secret",
                "partner-secret",
                "serviceAccountsEnabled",
                true,
                "redirectUris",
                CALLBACK,
                "attributes",
                Map.of("marked", "on", "tls.client.certificate.bound.access.tokens", "true")));
        return TestRealm.create(
                keycloak,
                RealmFile.named(name + "-" + ++realms)
                        .profile("api keys", "api-key-enforcer", Map.of())
                        .policy("api keys", "api keys", condition, RealmFile.json(configuration))
                        .user(
                                "manager",
                                "manager-secret",
                                Map.of("clientRoles", Map.of("realm-management", List.of("manage-clients"))))
                        .client("partner", partner));
    }

    /** Keycloak lists client scopes in no order. */
    private static JsonNode client(TestRealm realm) {
        ObjectNode client = (ObjectNode) realm.client("partner");
        for (String scopes : List.of("defaultClientScopes", "optionalClientScopes")) {
            TreeSet<String> sorted = new TreeSet<>();
            client.get(scopes).forEach(scope -> sorted.add(scope.textValue()));
            ArrayNode ordered = client.putArray(scopes);
            sorted.forEach(ordered::add);
        }
        return client;
    }

    private static String path(TestRealm realm) {
        return "/" + realm.name() + "/clients/"
                + realm.client("partner").get("id").textValue();
    }

    private static String token(TestRealm realm) {
        return realm.admin()
                .post(path(realm) + "/registration-access-token", Map.of())
                .expect(200)
                .text("registrationAccessToken");
    }

    /**
     * A client without a key policy gets the error of a missing token; one with a key policy gets the error of a
     * missing key.
     */
    private boolean needsKey(TestRealm realm) {
        return http.form(
                                URI.create(realm.token() + "/introspect"),
                                Map.of("token", "none"),
                                "Authorization",
                                Http.basic("partner", "partner-secret"))
                        .status()
                == 401;
    }

    private Answer register(TestRealm realm, String method, String provider, String token, Object body) {
        return http.send(Http.request(
                        realm.uri("/clients-registrations/" + provider + "/partner"),
                        "Authorization",
                        "Bearer " + token,
                        "Content-Type",
                        Http.JSON)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Http.toJson(body))));
    }
}
