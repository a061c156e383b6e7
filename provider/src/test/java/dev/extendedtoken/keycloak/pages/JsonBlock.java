package dev.extendedtoken.keycloak.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.List;
import java.util.Map;

/** A JSON document of a page. A part of a realm is imported with a realm; of all others nothing but the notation is checked. */
record JsonBlock(Keycloak keycloak) {

    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private static final String REALM = "block-of-a-page";

    void check(String text) {
        JsonNode document = parse(text);
        RealmFile realm = RealmFile.named(REALM);
        if (document instanceof ObjectNode object && addTo(realm, object)) {
            AdminApi admin = new AdminApi(keycloak);
            admin.post("", realm.representation()).expect(201);
            admin.delete("/" + REALM).expect(204);
        }
    }

    private static boolean addTo(RealmFile realm, ObjectNode object) {
        if (object.has("executor")) {
            realm.with(
                    "clientProfiles",
                    Map.of("profiles", List.of(Map.of("name", "a page's", "executors", List.of(object)))));
        } else if (object.has("profiles")) {
            realm.with("clientProfiles", object);
        } else if (object.has("policies")) {
            realm.with("clientPolicies", object);
        } else if (object.has("clientId") && object.has("protocol")) {
            realm.with("clients", List.of(object));
        } else if (object.has("clientProfiles") || object.has("clientPolicies") || object.has("clients")) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (!member.getKey().equals("realm")) {
                    realm.with(member.getKey(), member.getValue());
                }
            }
        } else {
            return false;
        }
        return true;
    }

    private static JsonNode parse(String text) {
        try {
            return STRICT.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON: " + e.getMessage(), e);
        }
    }
}
