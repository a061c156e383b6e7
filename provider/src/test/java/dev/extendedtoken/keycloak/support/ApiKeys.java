package dev.extendedtoken.keycloak.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;

/** The API keys of a realm's clients, over the Admin REST API. */
public final class ApiKeys {

    /** The default header of a key. */
    public static final String HEADER = "x-api-key";

    private final TestRealm realm;
    private final AdminApi admin;

    private ApiKeys(TestRealm realm, AdminApi admin) {
        this.realm = realm;
        this.admin = admin;
    }

    /** As the administrator of the server. */
    public static ApiKeys forRealm(TestRealm realm) {
        return new ApiKeys(realm, realm.admin());
    }

    /** The same as another user. */
    public ApiKeys as(AdminApi other) {
        return new ApiKeys(realm, other);
    }

    /** A new key with all defaults. */
    public Key issue(String clientId) {
        return Key.in(create(clientId, Map.of()).expect(201));
    }

    public Answer create(String clientId, Map<String, ?> body) {
        return admin.post(client(clientId), body);
    }

    public Answer list(String clientId) {
        return admin.get(client(clientId));
    }

    public Answer revoke(String clientId, String id) {
        return admin.delete(client(clientId) + "/" + id);
    }

    public Answer rotate(String clientId, String id, Map<String, ?> body) {
        return admin.post(client(clientId) + "/" + id + "/rotate", body);
    }

    public Answer find(String id) {
        return search("id=" + id);
    }

    /** A search of the realm. */
    public Answer search(String query) {
        return admin.get(path() + "?" + query);
    }

    public Answer createNamed(String clientId, Map<String, ?> body) {
        return admin.post(path() + "?clientId=" + clientId, body);
    }

    /** @param confirmation the {@code clientId} in the body */
    public Answer revokeAll(String clientId, String confirmation) {
        return admin.post(client(clientId) + "/revoke-all", Map.of("clientId", confirmation));
    }

    /** One key of a client's list. */
    public JsonNode listed(String clientId, String id) {
        for (JsonNode key : list(clientId).expect(200).json()) {
            if (id.equals(key.get("id").textValue())) {
                return key;
            }
        }
        throw new AssertionError("No key " + id + " at " + clientId);
    }

    /** The path of a client's keys, for {@link AdminApi}. */
    public String client(String clientId) {
        return path() + "/" + realm.client(clientId).get("id").textValue();
    }

    /** The path of all keys, for {@link AdminApi}. */
    public String path() {
        return "/" + realm.name() + "/api-keys";
    }

    /** The client attribute that holds a key's record. */
    public static String attribute(String key) {
        return "api-key." + id(key);
    }

    /** A key record as written by hand. */
    public static String record(String key, Instant expiresAt) {
        return Http.toJson(
                Map.of("v", 1, "sha256", sha256(key), "label", "by hand", "expiresAt", expiresAt.toString()));
    }

    /** The same of a key that was made before. */
    public static String record(String key, Instant createdAt, Instant expiresAt) {
        return Http.toJson(Map.of(
                "v",
                1,
                "sha256",
                sha256(key),
                "label",
                "by hand",
                "createdAt",
                createdAt.toString(),
                "expiresAt",
                expiresAt.toString()));
    }

    /** By which a key is known. */
    public static String id(String key) {
        return sha256(key).substring(0, 16);
    }

    private static String sha256(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One key, just made. */
    public record Key(String id, String secret) {

        public static Key in(Answer created) {
            return new Key(created.text("id"), created.text("key"));
        }

        /** The header that carries it: name and value. */
        public String[] header() {
            return new String[] {HEADER, secret};
        }
    }
}
