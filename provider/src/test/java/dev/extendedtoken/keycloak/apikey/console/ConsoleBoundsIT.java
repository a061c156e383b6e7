package dev.extendedtoken.keycloak.apikey.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.apikey.console.model.ConsoleBound;
import dev.extendedtoken.keycloak.apikey.console.model.ConsoleClient;
import dev.extendedtoken.keycloak.server.InjectKeycloak;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.WithAliases;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the key console is not: each bound is broken, one by one, and the page is as a path that Keycloak does not have. */
@KeycloakTest
class ConsoleBoundsIT {

    private static final String UNKNOWN = "/api-key-nonsense";
    private static final String PAGE = "/api-key-console";

    @InjectKeycloak
    private static Keycloak keycloak;

    @InjectRealm
    private static TestRealm realm;

    /** Without the client. */
    @InjectRealm("plainFile")
    private static TestRealm plain;

    /** On a server without the option. */
    @WithAliases
    @InjectRealm("offFile")
    private static TestRealm off;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return ConsoleRealm.named("bad-console");
    }

    static RealmFile plainFile() {
        return RealmFile.named("console-plain").allEvents();
    }

    static RealmFile offFile() {
        return ConsoleRealm.named("console-off");
    }

    private record Breach(String name, ConsoleBound bound, Consumer<ObjectNode> change) {}

    private static Breach attribute(String name, String value, ConsoleBound bound) {
        return new Breach(name + "=" + value, bound, client -> client.withObject("/attributes")
                .put(name, value));
    }

    private static Breach member(String name, Object value, ConsoleBound bound) {
        return new Breach(name + "=" + value, bound, client -> client.putPOJO(name, value));
    }

    private static List<Breach> breaches() {
        String page = "http://localhost" + PAGE;
        return List.of(
                member("enabled", false, ConsoleBound.ENABLED),
                member("publicClient", false, ConsoleBound.PUBLIC),
                member("standardFlowEnabled", false, ConsoleBound.STANDARD_FLOW),
                member("implicitFlowEnabled", true, ConsoleBound.STANDARD_FLOW),
                member("directAccessGrantsEnabled", true, ConsoleBound.STANDARD_FLOW),
                attribute("oauth2.device.authorization.grant.enabled", "true", ConsoleBound.STANDARD_FLOW),
                attribute("oidc.ciba.grant.enabled", "true", ConsoleBound.STANDARD_FLOW),
                attribute("pkce.code.challenge.method", "", ConsoleBound.PKCE),
                attribute("pkce.code.challenge.method", "plain", ConsoleBound.PKCE),
                member("fullScopeAllowed", true, ConsoleBound.FULL_SCOPE),
                member("redirectUris", List.of(), ConsoleBound.REDIRECT_URI),
                member("redirectUris", List.of("/realms/bad-console/api-key-console", page), ConsoleBound.REDIRECT_URI),
                member("redirectUris", List.of("/realms/bad-console/*"), ConsoleBound.REDIRECT_URI),
                member("redirectUris", List.of("https://evil.example.com/"), ConsoleBound.REDIRECT_URI),
                member("redirectUris", List.of("*"), ConsoleBound.REDIRECT_URI),
                member("webOrigins", List.of("*"), ConsoleBound.WEB_ORIGINS),
                member("webOrigins", List.of("+", "*"), ConsoleBound.WEB_ORIGINS),
                attribute("access.token.lifespan", "301", ConsoleBound.ACCESS_TOKEN_LIFESPAN),
                attribute("access.token.lifespan", "-1", ConsoleBound.ACCESS_TOKEN_LIFESPAN),
                attribute("access.token.lifespan", "0", ConsoleBound.ACCESS_TOKEN_LIFESPAN),
                attribute("use.refresh.tokens", "true", ConsoleBound.REFRESH_TOKENS));
    }

    @TestFactory
    Stream<DynamicTest> eachBreach() {
        return breaches().stream().map(breach -> DynamicTest.dynamicTest(breach.name(), () -> isNotServed(breach)));
    }

    private void isNotServed(Breach breach) {
        ObjectNode good = (ObjectNode) realm.client(ConsoleRealm.CLIENT);
        ObjectNode bad = good.deepCopy();
        breach.change().accept(bad);
        get(realm, PAGE).expect(200);
        int before = warnings().size();
        update(bad);
        try {
            isAsUnknown(breach.bound(), before);
        } finally {
            // An attribute that an update leaves out stays.
            bad.path("attributes").fieldNames().forEachRemaining(name -> good.withObject("/attributes")
                    .put(name, good.path("attributes").path(name).asText("")));
            update(good);
        }
        get(realm, PAGE).expect(200);
    }

    /** One WARN that names the bound, whoever asks how often. */
    private void isAsUnknown(ConsoleBound bound, int before) {
        for (String path : List.of("", "/", "/app.js", "/en.json", "/nonsense")) {
            assertThat(shape(get(realm, PAGE + path), PAGE)).isEqualTo(shape(get(realm, UNKNOWN + path), UNKNOWN));
        }
        assertThat(get(realm, PAGE).status()).isEqualTo(404);
        List<String> warnings = warnings();
        assertThat(warnings.subList(before, warnings.size())).allSatisfy(line -> assertThat(line)
                .contains("WARN", "The key console of realm 'bad-console' is not served (404)", bound.text()));
        assertThat(warnings).anyMatch(line -> line.contains(bound.text()));
        assertThat(warnings.size() - before).isLessThanOrEqualTo(1);
    }

    private static List<String> warnings() {
        return keycloak.log()
                .lines()
                .filter(line -> line.contains("The key console of realm 'bad-console'"))
                .toList();
    }

    private static void update(JsonNode client) {
        realm.admin()
                .put("/" + realm.name() + "/clients/" + client.path("id").textValue(), client)
                .expect(204);
    }

    /** Roles that the scope must not have, of the realm, of another client, of its own, and by a client scope. */
    @Test
    void anotherRoleInTheScope() {
        String client = path(realm);
        String management = realm.client("realm-management").path("id").textValue();
        String realmRoles = client + "/scope-mappings/realm";
        String clientRoles = client + "/scope-mappings/clients/" + management;

        withAndWithout(realmRoles, role("/" + realm.name() + "/roles/offline_access"));
        withAndWithout(clientRoles, role("/" + realm.name() + "/clients/" + management + "/roles/manage-users"));
        JsonNode manage = role("/" + realm.name() + "/clients/" + management + "/roles/manage-clients");
        delete(clientRoles, manage);
        rolesAreRefused();
        update(realm.client(ConsoleRealm.CLIENT));
        rolesAreRefused();
        realm.admin().post(clientRoles, List.of(manage)).expect(204);
        get(realm, PAGE).expect(200);

        realm.admin().post(client + "/roles", Map.of("name", "own")).expect(201);
        rolesAreRefused();
        realm.admin().delete(client + "/roles/own").expect(204);
        get(realm, PAGE).expect(200);

        String offline = scope("offline_access");
        realm.admin()
                .put(client + "/optional-client-scopes/" + offline, Map.of())
                .expect(204);
        rolesAreRefused();
        realm.admin().delete(client + "/optional-client-scopes/" + offline).expect(204);
        get(realm, PAGE).expect(200);
    }

    private void withAndWithout(String mappings, JsonNode role) {
        realm.admin().post(mappings, List.of(role)).expect(204);
        rolesAreRefused();
        delete(mappings, role);
        get(realm, PAGE).expect(200);
    }

    private void rolesAreRefused() {
        get(realm, PAGE).expect(404);
        assertThat(warnings()).anyMatch(line -> line.contains(ConsoleBound.ROLES.text()));
    }

    private static JsonNode role(String path) {
        return realm.admin().get(path).expect(200).json();
    }

    private static void delete(String mappings, JsonNode role) {
        Http.client()
                .send(Http.request(
                                URI.create(keycloak.http() + "/admin/realms" + mappings),
                                realm.admin().authorization())
                        .header("Content-Type", Http.JSON)
                        .method("DELETE", BodyPublishers.ofString("[" + role + "]")))
                .expect(204);
    }

    private static String scope(String name) {
        for (JsonNode scope : realm.admin()
                .get("/" + realm.name() + "/client-scopes")
                .expect(200)
                .json()) {
            if (scope.path("name").textValue().equals(name)) {
                return scope.path("id").textValue();
            }
        }
        throw new AssertionError(name);
    }

    @Test
    void aRegistrationAccessToken() {
        ObjectNode good = (ObjectNode) realm.client(ConsoleRealm.CLIENT);
        String path = path(realm);
        String token = realm.admin()
                .post(path + "/registration-access-token", Map.of())
                .expect(200)
                .text("registrationAccessToken");
        get(realm, PAGE).expect(404);
        assertThat(warnings()).anyMatch(line -> line.contains(ConsoleBound.REGISTRATION.text()));
        // The client cannot change itself either.
        Answer refused = http.send(Http.request(
                        realm.uri("/clients-registrations/default/" + ConsoleRealm.CLIENT),
                        "Authorization",
                        "Bearer " + token)
                .header("Content-Type", Http.JSON)
                .PUT(BodyPublishers.ofString(good.toString())));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(realm.events("CLIENT_UPDATE_ERROR").toString()).contains("registration_reserved_client_id");

        // Only a new client is good again.
        realm.admin().delete(path).expect(204);
        get(realm, PAGE).expect(404);
        ConsoleRealm.addClient(realm.admin(), realm.name());
        get(realm, PAGE).expect(200);
    }

    /** By any provider, with an initial access token, which an administrator has handed out. */
    @ParameterizedTest
    @ValueSource(strings = {"default", "saml2-entity-descriptor", "upper case"})
    void clientRegistrationIsRefusedTheId(String provider) {
        String token = initialAccessToken(plain);
        Answer refused =
                switch (provider) {
                    case "default" ->
                        register(plain, token, "default", Http.JSON, "{\"clientId\":\"api-key-console\"}");
                    case "upper case" ->
                        register(plain, token, "default", Http.JSON, "{\"clientId\":\"API-KEY-console\"}");
                    default ->
                        register(
                                plain,
                                token,
                                provider,
                                "application/xml",
                                """
                                <EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="api-key-console">
                                  <SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                                    <AssertionConsumerService index="0" isDefault="true"
                                        Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://sp.example/acs"/>
                                  </SPSSODescriptor>
                                </EntityDescriptor>
                                """);
                };
        assertThat(refused.status()).as(refused.toString()).isEqualTo(403);
        assertThat(refused.text("error_description")).contains("by an administrator only");
        assertThat(plain.client("api-key-console")).isNull();
        assertThat(plain.events("CLIENT_REGISTER_ERROR").toString()).contains("registration_reserved_client_id");
        register(
                        plain,
                        initialAccessToken(plain),
                        "default",
                        Http.JSON,
                        "{\"clientId\":\"" + provider.charAt(0) + "-other\"}")
                .expect(201);
    }

    private static String initialAccessToken(TestRealm at) {
        return at.admin()
                .post("/" + at.name() + "/clients-initial-access", Map.of("count", 3, "expiration", 600))
                .expect(201)
                .text("token");
    }

    private Answer register(TestRealm at, String token, String provider, String type, String body) {
        return http.post(at.uri("/clients-registrations/" + provider), type, body, "Authorization", "Bearer " + token);
    }

    /** Rule zero, with the option and without the client. */
    @Test
    void aRealmWithoutTheClient() {
        isRuleZero(plain);
        assertThat(keycloak.log()).doesNotContain("key console of realm 'console-plain'");
    }

    /** Rule zero, without the option, although the realm has the client. */
    @Test
    void aServerWithoutTheOption() {
        isRuleZero(off);
        register(off, initialAccessToken(off), "default", Http.JSON, "{\"clientId\":\"API-key-console\"}")
                .expect(201);
    }

    /** The server gives a new client its redirect URI and its scope mappings, with the option only. */
    @Test
    void aNewClient() {
        recreate(off);
        assertThat(off.client(ConsoleRealm.CLIENT).path("redirectUris")).isEmpty();
        assertThat(scopeMappings(off)).isEmpty();
        recreate(realm);
        isComplete();
    }

    /** The file as it is, by a partial import, and again. */
    @ParameterizedTest
    @ValueSource(strings = {"FAIL", "OVERWRITE"})
    void aNewClientByAPartialImport(String ifItExists) {
        if (ifItExists.equals("FAIL")) {
            realm.admin().delete(path(realm)).expect(204);
        }
        ObjectNode file = ConsoleRealm.fragment().put("ifResourceExists", ifItExists);
        realm.admin().post("/" + realm.name() + "/partialImport", file).expect(200);
        isComplete();
    }

    /** What an administrator states himself counts, as anywhere in Keycloak. */
    @Test
    void aNewClientWithAnotherRedirectUri() {
        realm.admin().delete(path(realm)).expect(204);
        ObjectNode client = ConsoleRealm.client();
        client.putArray("redirectUris").add("https://other.example.com/");
        realm.admin().post("/" + realm.name() + "/clients", client).expect(201);
        assertThat(realm.client(ConsoleRealm.CLIENT).path("redirectUris").toString())
                .isEqualTo("[\"https://other.example.com/\"]");
        get(realm, PAGE).expect(404);
        recreate(realm);
        isComplete();
    }

    /** An exported realm has the client {@code realm-management} and all scope mappings. */
    @Test
    void theClientOfAnExportedRealm() {
        ObjectNode exported = (ObjectNode) realm.admin()
                .post("/" + realm.name() + "/partial-export?exportClients=true&exportGroupsAndRoles=true", Map.of())
                .expect(200)
                .json();
        assertThat(exported.at("/clientScopeMappings/realm-management").toString())
                .contains(ConsoleRealm.CLIENT);
        realm.admin().delete("/" + realm.name()).expect(204);
        realm.admin().post("", exported).expect(201);
        isComplete();
    }

    private static void recreate(TestRealm at) {
        at.admin().delete(path(at)).expect(204);
        ConsoleRealm.addClient(at.admin(), at.name());
    }

    private void isComplete() {
        assertThat(realm.client(ConsoleRealm.CLIENT).path("redirectUris"))
                .singleElement()
                .extracting(JsonNode::textValue)
                .isEqualTo("/realms/" + realm.name() + PAGE);
        assertThat(scopeMappings(realm)).hasSize(ConsoleClient.ROLES.size());
        get(realm, PAGE).expect(200);
    }

    private static JsonNode scopeMappings(TestRealm at) {
        String management = at.client("realm-management").path("id").textValue();
        return at.admin()
                .get(path(at) + "/scope-mappings/clients/" + management)
                .expect(200)
                .json();
    }

    private static String path(TestRealm at) {
        return "/" + at.name() + "/clients/"
                + at.client(ConsoleRealm.CLIENT).path("id").textValue();
    }

    private void isRuleZero(TestRealm at) {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            for (String path : List.of("", "/", "/app.js", "/keycloak.js", "/a/b")) {
                for (String accept : List.of("text/html", "application/json")) {
                    Answer page = http.method(method, at.uri(PAGE + path), "Accept", accept);
                    Answer unknown = http.method(method, at.uri(UNKNOWN + path), "Accept", accept);
                    assertThat(shape(page, PAGE))
                            .as(method + " " + path + " " + accept)
                            .isEqualTo(shape(unknown, UNKNOWN));
                }
            }
        }
    }

    private static Object shape(Answer answer, String path) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        return List.of(answer.status(), headers, answer.body().replace(path, UNKNOWN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/app.js", "/console.css", "/de.json", "/keycloak.js"})
    void headersAreStrict(String path) {
        Answer answer = get(realm, PAGE + path).expect(200);
        assertThat(answer.headers().map())
                .containsEntry("cache-control", List.of("no-store"))
                .containsEntry("referrer-policy", List.of("no-referrer"))
                .containsEntry("cross-origin-opener-policy", List.of("same-origin"))
                .containsEntry("x-frame-options", List.of("DENY"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .doesNotContainKeys("set-cookie", "access-control-allow-origin");
        assertThat(answer.headers().allValues("content-security-policy"))
                .singleElement()
                .asString()
                .contains(
                        "default-src 'none'",
                        "script-src " + realm.uri(PAGE) + "/;",
                        "frame-ancestors 'none'",
                        "form-action 'none'",
                        "base-uri 'none'")
                .doesNotContain("unsafe", "*", "nonce");
    }

    @Test
    void onlyItsFilesAreServed() {
        for (String name : List.of("page.html", "ConsoleResource.class", "LICENSE", "xx.json")) {
            get(realm, PAGE + "/" + name).expect(404);
        }
        assertThat(get(realm, PAGE).body())
                .doesNotContain("{{", "style=", "<style", "onclick")
                .containsPattern("<html lang=\"en\"");
        assertThat(http.get(realm.uri(PAGE), "Accept-Language", "de-CH, en;q=0.5")
                        .body())
                .contains("<html lang=\"de\"", "API-Schlüssel");
        assertThat(http.get(realm.uri(PAGE), "Accept-Language", ";;q=x").status())
                .isEqualTo(200);
    }

    private Answer get(TestRealm at, String path) {
        return http.get(at.uri(path));
    }
}
