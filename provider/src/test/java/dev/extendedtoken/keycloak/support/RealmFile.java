package dev.extendedtoken.keycloak.support;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.keycloak.events.EventType;

/** A realm as Keycloak exports it, written step by step. */
public final class RealmFile {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode realm;

    private RealmFile(ObjectNode realm) {
        this.realm = realm;
    }

    /** An enabled realm that records its events and uses fast password hashes. Nothing else is set. */
    public static RealmFile named(String name) {
        ObjectNode realm = MAPPER.createObjectNode();
        realm.put("realm", name).put("enabled", true).put("eventsEnabled", true).put("sslRequired", "none");
        realm.put("passwordPolicy", "hashAlgorithm(pbkdf2-sha256) and hashIterations(1)");
        return new RealmFile(realm);
    }

    /** Records every kind of event, including those that Keycloak does not record by default. */
    public RealmFile allEvents() {
        return with(
                "enabledEventTypes",
                Arrays.stream(EventType.values()).map(Enum::name).toList());
    }

    /** A file of {@code realm-config/}, under another name. */
    public static RealmFile read(String file, String name) {
        return read(Path.of(System.getProperty("project.root"), "realm-config", file), name);
    }

    /** Any realm's file, under another name. */
    public static RealmFile read(Path file, String name) {
        try {
            ObjectNode realm = (ObjectNode) MAPPER.readTree(Files.readString(file));
            realm.put("realm", name);
            return new RealmFile(realm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds or replaces any member of the realm. */
    public RealmFile with(String member, Object value) {
        realm.set(member, MAPPER.valueToTree(value));
        return this;
    }

    /** A user with a password and without required actions. */
    public RealmFile user(String name, String password) {
        return user(name, password, Map.of());
    }

    /** The same with further members, as in Keycloak's user representation. */
    public RealmFile user(String name, String password, Map<String, ?> members) {
        ObjectNode user = MAPPER.valueToTree(members);
        realm.withArray("users").add(user);
        user.put("username", name)
                .put("enabled", true)
                .put("email", name + "@example.com")
                .put("emailVerified", true)
                .put("firstName", name)
                .put("lastName", "Tester")
                .putArray("credentials")
                .addObject()
                .put("type", "password")
                .put("value", password);
        return this;
    }

    /** A client; its members as in Keycloak's client representation. */
    public RealmFile client(String clientId, Map<String, ?> members) {
        ObjectNode client = MAPPER.valueToTree(members);
        client.put("clientId", clientId);
        realm.withArray("clients").add(client);
        return this;
    }

    /** A client profile with one executor. */
    public RealmFile profile(String name, String executor, Map<String, ?> configuration) {
        ObjectNode profile = profiles().addObject().put("name", name);
        profile.putArray("executors")
                .addObject()
                .put("executor", executor)
                .set("configuration", MAPPER.valueToTree(configuration));
        return this;
    }

    /** An enabled policy with one condition and one profile. */
    public RealmFile policy(String name, String profile, String condition, Map<String, ?> configuration) {
        ObjectNode policy = policies().addObject().put("name", name).put("enabled", true);
        policy.putArray("conditions")
                .addObject()
                .put("condition", condition)
                .set("configuration", MAPPER.valueToTree(configuration));
        policy.putArray("profiles").add(profile);
        return this;
    }

    /** JSON bodies for the clients whose attribute {@code json} is {@code true}. */
    public RealmFile jsonForMarkedClients() {
        return profile("json", "json-requests", Map.of())
                .policy(
                        "json for marked clients",
                        "json",
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"json\",\"value\":\"true\"}]"));
    }

    /** JSON bodies for every client. */
    public RealmFile jsonForAll() {
        return profile("json", "json-requests", Map.of()).policy("json for all", "json", "any-client", Map.of());
    }

    /** API keys needed by the clients whose attribute {@code needs-key} is {@code true}. */
    public RealmFile apiKeysForMarkedClients() {
        return profile("api keys", "api-key-enforcer", Map.of())
                .policy(
                        "api keys for marked clients",
                        "api keys",
                        "client-attributes",
                        Map.of("attributes", "[{\"key\":\"needs-key\",\"value\":\"true\"}]"));
    }

    /** API keys needed by every client. */
    public RealmFile apiKeysForAll() {
        return profile("api keys", "api-key-enforcer", Map.of())
                .policy("api keys for all", "api keys", "any-client", Map.of());
    }

    /** A protocol mapper that makes the client an audience of its tokens; without it, it may not introspect them. */
    public static Map<String, ?> ownAudience(String clientId) {
        return Map.of(
                "name", "own audience",
                "protocol", "openid-connect",
                "protocolMapper", "oidc-audience-mapper",
                "config", Map.of("included.client.audience", clientId, "access.token.claim", "true"));
    }

    /** A resource server of UMA 2.0, whose resources everybody may use. */
    public static Map<String, ?> resourceServer(String secret, String... resources) {
        return Map.of(
                "secret",
                secret,
                "serviceAccountsEnabled",
                true,
                "authorizationServicesEnabled",
                true,
                "authorizationSettings",
                Map.of(
                        "policyEnforcementMode",
                        "PERMISSIVE",
                        "resources",
                        Arrays.stream(resources)
                                .map(name -> Map.of("name", name))
                                .toList()));
    }

    /** Another OpenID provider whose accounts sign in here, where this realm is the client {@code broker}. */
    public static Map<String, ?> identityProvider(
            String alias, URI authorizationUrl, String tokenUrl, String jwksUrl, Map<String, String> more) {
        Map<String, String> configuration = new TreeMap<>(Map.of(
                "authorizationUrl",
                authorizationUrl.toString(),
                "tokenUrl",
                tokenUrl,
                "jwksUrl",
                jwksUrl,
                "useJwksUrl",
                "true",
                "validateSignature",
                "true",
                "clientId",
                "broker",
                "clientSecret",
                "broker-secret",
                "disableUserInfo",
                "true",
                "defaultScope",
                "openid"));
        configuration.putAll(more);
        return Map.of(
                "alias", alias, "providerId", "oidc", "enabled", true, "trustEmail", true, "config", configuration);
    }

    /** A JSON object as a map, for the configurations that these methods take. */
    public static Map<String, ?> json(String object) {
        try {
            return MAPPER.readValue(object, new TypeReference<Map<String, Object>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return realm.get("realm").textValue();
    }

    public ObjectNode representation() {
        return realm;
    }

    private ArrayNode profiles() {
        return realm.withObject("/clientProfiles").withArray("profiles");
    }

    private ArrayNode policies() {
        return realm.withObject("/clientPolicies").withArray("policies");
    }
}
