package dev.extendedtoken.keycloak.support;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** A realm of one test class, made over the Admin REST API as an administrator would. */
public final class TestRealm implements AutoCloseable {

    private final Keycloak keycloak;
    private final AdminApi admin;
    private final String name;

    private TestRealm(Keycloak keycloak, AdminApi admin, String name) {
        this.keycloak = keycloak;
        this.admin = admin;
        this.name = name;
    }

    /** Imports a realm. */
    public static TestRealm create(Keycloak keycloak, RealmFile file) {
        AdminApi admin = new AdminApi(keycloak);
        admin.post("", file.representation()).expect(201);
        return new TestRealm(keycloak, admin, file.name());
    }

    /** The same realm at another server that shares its database. */
    public TestRealm at(Keycloak other) {
        return new TestRealm(other, new AdminApi(other), name);
    }

    public String name() {
        return name;
    }

    /** @param path below the realm's own, with its leading slash */
    public URI uri(String path) {
        return URI.create(keycloak.http() + "/realms/" + name + path);
    }

    /** The same over TLS. */
    public URI secure(String path) {
        return URI.create(keycloak.https() + "/realms/" + name + path);
    }

    public URI token() {
        return uri("/protocol/openid-connect/token");
    }

    /** The Admin REST API; paths start with the realm: {@code "/" + name() + "/..."}. */
    public AdminApi admin() {
        return admin;
    }

    /** The Admin REST API as a user of this realm. */
    public AdminApi adminAs(String username, String password) {
        return new AdminApi(keycloak, name, username, password);
    }

    /** One client as the Admin REST API represents it. */
    public JsonNode client(String clientId) {
        return admin.get("/" + name + "/clients?clientId=" + clientId)
                .expect(200)
                .json()
                .get(0);
    }

    /** What the realm has recorded, the newest first. */
    public List<JsonNode> events() {
        return events("");
    }

    /** The same of one type, as Keycloak names it. */
    public List<JsonNode> events(String type) {
        String only = type.isEmpty() ? "" : "&type=" + type;
        JsonNode events =
                admin.get("/" + name + "/events?max=1000" + only).expect(200).json();
        return StreamSupport.stream(events.spliterator(), false).toList();
    }

    /** Starts a login at the authorization endpoint. */
    public Login login(String clientId, String redirectUri, Map<String, String> parameters) {
        return Login.forClient(this, clientId, redirectUri, parameters);
    }

    @Override
    public void close() {
        admin.delete("/" + name).expect(204);
    }
}
