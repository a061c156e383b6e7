package dev.extendedtoken.keycloak.rotation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.rotation.RotationClient.Tokens;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.stream.StreamSupport;

/** The families of a realm's users, over the Admin REST API. */
record AdminFamilies(String realm, AdminApi admin) {

    /** As the administrator of the server. */
    static AdminFamilies forRealm(TestRealm realm) {
        return new AdminFamilies(realm.name(), realm.admin());
    }

    /** The same as another user. */
    AdminFamilies as(AdminApi other) {
        return new AdminFamilies(realm, other);
    }

    /** @param query without the question mark */
    Answer list(String query) {
        return admin.get(path() + "?" + query);
    }

    /** The families in the session of some tokens. */
    List<JsonNode> inSessionOf(Tokens tokens) {
        return elements(list("session=" + tokens.sessionId()).expect(200));
    }

    /** The family that some tokens belong to; null if it is not listed. */
    JsonNode family(Tokens tokens) {
        return inSessionOf(tokens).stream()
                .filter(family -> id(tokens).equals(family.get("family").textValue()))
                .findFirst()
                .orElse(null);
    }

    Answer end(JsonNode family) {
        return end(
                family.get("session").textValue(),
                family.get("client").textValue(),
                family.get("family").textValue());
    }

    Answer end(String session, String client, String family) {
        return admin.delete(path() + "/" + session + "/" + client + "/" + family);
    }

    static List<JsonNode> elements(Answer list) {
        return StreamSupport.stream(list.json().spliterator(), false).toList();
    }

    /** The id of the family of a refresh token. */
    static String id(Tokens tokens) {
        return tokens.refreshClaims().get("rotation_family").textValue();
    }

    private String path() {
        return "/" + realm + "/refresh-token-families";
    }
}
