package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.ApiKeys.Key;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.InjectRealm;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The client authenticator "client-api-key": the API key authenticates a confidential client. Other clients are
 * unaffected.
 */
@Tag("modes")
@KeycloakTest
class ClientApiKeyIT {

    private static final String BODY =
            "{\"error\":\"invalid_client\",\"error_description\":\"Invalid client or Invalid client credentials\"}";
    private static final String JWT_SECRET = "of-more-than-thirty-two-characters-secret";

    @InjectRealm
    private static TestRealm realm;

    private static ApiKeys keys;
    private static Key key;
    private static String discoveryBefore;

    private final Http http = Http.client();

    static RealmFile realmFile() {
        return RealmFile.named("keys-as-credentials")
                .allEvents()
                .jsonForAll()
                .client("secret", Map.of("secret", "other-secret", "serviceAccountsEnabled", true))
                .client("public", Map.of("publicClient", true, "directAccessGrantsEnabled", true))
                .user("anna", "anna-secret")
                .client(
                        "jwt",
                        Map.of(
                                "secret",
                                JWT_SECRET,
                                "serviceAccountsEnabled",
                                true,
                                "clientAuthenticatorType",
                                "client-secret-jwt"));
    }

    @BeforeAll
    static void prepare() {
        discoveryBefore = discovery();
        useCopyOfTheClientFlow("by-key", "{}");
        client("partner", "client-api-key");
        client("neighbour", "client-api-key");
        keys = ApiKeys.forRealm(realm);
        key = keys.issue("partner");
    }

    private static void client(String id, String authenticator) {
        realm.admin()
                .post(
                        "/" + realm.name() + "/clients",
                        Map.of(
                                "clientId",
                                id,
                                "clientAuthenticatorType",
                                authenticator,
                                "serviceAccountsEnabled",
                                true,
                                "protocolMappers",
                                List.of(RealmFile.ownAudience(id))))
                .expect(201);
    }

    /** As realm-config/api-key.md tells it. */
    private static void useCopyOfTheClientFlow(String name, String config) {
        String flows = "/" + realm.name() + "/authentication/flows/";
        realm.admin().post(flows + "clients/copy", Map.of("newName", name)).expect(201);
        realm.admin()
                .post(flows + name + "/executions/execution", Map.of("provider", "client-api-key"))
                .expect(201);
        for (JsonNode execution :
                realm.admin().get(flows + name + "/executions").expect(200).json()) {
            if ("client-api-key".equals(execution.path("providerId").textValue())) {
                ((ObjectNode) execution).put("requirement", "ALTERNATIVE");
                realm.admin().put(flows + name + "/executions", execution).expect(204);
                if (!"{}".equals(config)) {
                    realm.admin()
                            .post(
                                    "/" + realm.name() + "/authentication/executions/"
                                            + execution.get("id").textValue() + "/config",
                                    Map.of("alias", name, "config", RealmFile.json(config)))
                            .expect(201);
                }
            }
        }
        bind(name);
    }

    private static void bind(String flow) {
        realm.admin()
                .put("/" + realm.name(), Map.of("clientAuthenticationFlow", flow))
                .expect(204);
    }

    @Test
    void theKeyIsTheCredential() {
        Answer form = request(Map.of("client_id", "partner"), key.header());
        assertThat(form.status()).as(form.toString()).isEqualTo(200);
        http.json(realm.token(), Map.of("grant_type", "client_credentials", "client_id", "partner"), key.header())
                .expect(200);
        Answer introspection = http.form(
                        realm.uri("/protocol/openid-connect/token/introspect"),
                        Map.of("client_id", "partner", "token", form.text("access_token")),
                        key.header())
                .expect(200);
        assertThat(introspection.json().get("active").booleanValue()).isTrue();
    }

    @Test
    void theEventNamesTheKey() {
        forgetEvents();
        request(Map.of("client_id", "partner"), key.header()).expect(200);
        JsonNode event = events().get(0);
        assertThat(event.at("/details/api_key_id").textValue()).isEqualTo(key.id());
        assertThat(event.at("/details/client_auth_method").textValue()).isEqualTo("client-api-key");

        forgetEvents();
        assertRefused(request(Map.of("client_id", "partner")));
        assertThat(events().get(0).at("/details/reason").textValue()).isEqualTo("api_key_missing");
    }

    @Test
    void nothingElseIsACredential() {
        String generated = generatedSecret("partner");
        Key others = keys.issue("neighbour");
        Key revoked = keys.issue("partner");
        keys.revoke("partner", revoked.id()).expect(204);
        String assertion = Jwt.assertion("partner", "partner", realm.uri("").toString())
                .signedWith((generated + generated).substring(0, 64));
        for (Answer answer : List.of(
                request(Map.of("client_id", "partner")),
                request(Map.of("client_id", "partner", "client_secret", generated)),
                request(Map.of(), "Authorization", Http.basic("partner", generated)),
                request(Map.of("client_id", "partner"), "Authorization", Http.basic("partner", generated)),
                request(Map.of("client_id", "partner"), ApiKeys.HEADER, generated),
                request(Map.of("client_id", "partner"), others.header()),
                request(Map.of("client_id", "partner"), revoked.header()),
                request(Map.of("client_id", "neighbour"), key.header()),
                request(Map.of("client_id", "partner"), ApiKeys.HEADER, key.secret(), ApiKeys.HEADER, key.secret()),
                request(Map.of(), key.header()),
                request(Map.of(), "Authorization", "Bearer " + key.secret()),
                request(Map.of(), "Authorization", Http.basic("partner", key.secret())),
                request(Map.of("client_id", "partner", "client_secret", key.secret())),
                request(Map.of("client_id", "nobody"), key.header()),
                request(Map.of(
                        "client_id",
                        "partner",
                        "client_assertion_type",
                        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion",
                        assertion)))) {
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 401);
            assertThat(answer.body()).doesNotContain("access_token");
        }
    }

    @Test
    void errorEqualsThatOfTheEnforcer() {
        Key expired = Key.in(keys.create("partner", Map.of("expiresIn", 1)).expect(201));
        Awaitility.await().until(() -> "expired".equals(keys.find(expired.id()).text("status")));
        for (String value : List.of("", "short", "x".repeat(7000), "kck_" + "0".repeat(49), expired.secret())) {
            assertRefused(request(Map.of("client_id", "partner"), ApiKeys.HEADER, value));
        }
        assertRefused(request(Map.of("client_id", "partner")));
        assertRefused(request(Map.of("client_id", "nobody"), key.header()));
    }

    @Test
    void aDisabledClientIsRefused() {
        client("dismissed", "client-api-key");
        Key dismissed = keys.issue("dismissed");
        request(Map.of("client_id", "dismissed"), dismissed.header()).expect(200);
        realm.admin()
                .put(
                        "/" + realm.name() + "/clients/"
                                + realm.client("dismissed").get("id").textValue(),
                        Map.of("clientId", "dismissed", "enabled", false))
                .expect(204);
        assertThat(request(Map.of("client_id", "dismissed"), dismissed.header()).status())
                .isBetween(400, 401);
    }

    @Test
    void otherClientsAreUnaffected() {
        for (String[] more : List.of(new String[0], key.header())) {
            request(Map.of("client_id", "secret", "client_secret", "other-secret"), more)
                    .expect(200);
            String[] basic = new String[more.length + 2];
            basic[0] = "Authorization";
            basic[1] = Http.basic("secret", "other-secret");
            System.arraycopy(more, 0, basic, 2, more.length);
            request(Map.of(), basic).expect(200);
            request(assertion(), more).expect(200);
            http.form(
                            realm.token(),
                            Map.of(
                                    "grant_type", "password",
                                    "client_id", "public",
                                    "username", "anna",
                                    "password", "anna-secret"),
                            more)
                    .expect(200);
            assertThat(request(Map.of("client_id", "secret", "client_secret", "wrong"), more)
                            .status())
                    .isEqualTo(401);
        }
        Key own = keys.issue("secret");
        assertThat(request(Map.of("client_id", "secret"), own.header()).status())
                .as("a key is no credential of a client with another authenticator")
                .isEqualTo(401);
        Key ofPublic = keys.issue("public");
        assertThat(request(Map.of("client_id", "public"), ofPublic.header()).status())
                .isBetween(400, 401);
    }

    /** The key of one client with the credentials of another: the token is for the client that was authenticated. */
    @Test
    void twoClientsInOneRequest() {
        Map<String, String> both = new LinkedHashMap<>(assertion());
        both.put("client_id", "partner");
        assertThat(request(both).status()).isBetween(200, 401);
        Answer beside = request(both, key.header());
        assertThat(beside.status()).isIn(200, 400, 401);
        assertThat(request(Map.of("client_id", "partner"), "Authorization", Http.basic("secret", "other-secret"))
                        .status())
                .isBetween(400, 401);
    }

    @Test
    void discoveryIsUnchanged() {
        assertThat(discovery()).isEqualTo(discoveryBefore).doesNotContain("api-key");
    }

    @Test
    void theHeaderCanBeChosen() {
        useCopyOfTheClientFlow("by-another-header", "{\"header\":\"x-partner-key\"}");
        try {
            request(Map.of("client_id", "partner"), "x-partner-key", key.secret())
                    .expect(200);
            assertRefused(request(Map.of("client_id", "partner"), key.header()));
        } finally {
            bind("by-key");
        }
    }

    /** The Admin Console offers the authenticator also where the flow lacks its step. */
    @Test
    void aFlowWithoutTheStepIsNamedInTheEvent() {
        bind("clients");
        try {
            forgetEvents();
            assertRefused(request(Map.of("client_id", "partner"), key.header()));
            assertRefused(request(Map.of("client_id", "partner", "client_secret", "wrong")));
            assertRefused(http.form(
                    realm.uri("/protocol/openid-connect/revoke"),
                    Map.of("client_id", "partner", "token", "none"),
                    key.header()));
            assertThat(events()).hasSize(3).allSatisfy(event -> {
                assertThat(event.at("/details/reason").textValue()).isEqualTo("api_key_flow_missing");
                assertThat(event.get("error").textValue()).isEqualTo("invalid_client_credentials");
                assertThat(event.get("clientId").textValue()).isEqualTo("partner");
                assertThat(event.toString()).doesNotContain(key.secret());
            });
            request(Map.of("client_id", "secret", "client_secret", "other-secret"))
                    .expect(200);
        } finally {
            bind("by-key");
        }
        request(Map.of("client_id", "partner"), key.header()).expect(200);
    }

    private static Map<String, String> assertion() {
        return Map.of(
                "client_assertion_type",
                "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion",
                Jwt.assertion("jwt", "jwt", realm.uri("").toString()).signedWith(JWT_SECRET));
    }

    private Answer request(Map<String, String> parameters, String... headers) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("grant_type", "client_credentials");
        return http.form(realm.token(), all, headers);
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.body()).isEqualTo(BODY);
    }

    private static String generatedSecret(String client) {
        String path = "/" + realm.name() + "/clients/"
                + realm.client(client).get("id").textValue() + "/client-secret";
        Answer secret = realm.admin().post(path, Map.of()).expect(200);
        return secret.text("value");
    }

    private static String discovery() {
        return Http.client()
                .get(realm.uri("/.well-known/openid-configuration"))
                .expect(200)
                .body();
    }

    private static void forgetEvents() {
        realm.admin().delete("/" + realm.name() + "/events").expect(204);
    }

    private static JsonNode events() {
        return realm.admin().get("/" + realm.name() + "/events").expect(200).json();
    }
}
