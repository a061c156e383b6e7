package dev.extendedtoken.keycloak.apikey.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A realm with the client of {@code realm-config/api-key-console-client.json}, as shipped, and administrators. */
final class ConsoleRealm {

    static final String CLIENT = "api-key-console";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConsoleRealm() {}

    /** The users {@code ada} (administrator), {@code dora} (to be permitted single clients), {@code vera} and {@code nemo}. */
    static RealmFile named(String name) {
        RealmFile file = RealmFile.named(name).allEvents().with("adminPermissionsEnabled", true);
        JsonNode fragment = fragment(name);
        for (JsonNode client : fragment.path("clients")) {
            file.client(client.path("clientId").textValue(), RealmFile.json(client.toString()));
        }
        return file.with("clientScopeMappings", fragment.path("clientScopeMappings"))
                .with("adminEventsEnabled", true)
                .with("adminEventsDetailsEnabled", true)
                .user("ada", "ada-secret", roles("realm-admin"))
                .user("dora", "dora-secret", roles("query-clients"))
                .user("vera", "vera-secret", roles("view-clients"))
                .user("nemo", "nemo-secret");
    }

    /** What an administrator adds to a realm of this name. */
    static JsonNode fragment(String realm) {
        Path file = Path.of(System.getProperty("project.root"), "realm-config/api-key-console-client.json");
        try {
            return JSON.readTree(Files.readString(file).replace("my-realm", realm));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Adds the client to a realm, as an administrator does: the file's client, then its scope.
     *
     * @param management the client whose roles administer the realm
     */
    static void addClient(AdminApi admin, String realm, String management) {
        JsonNode fragment = fragment(realm);
        admin.post("/" + realm + "/clients", fragment.path("clients").get(0)).expect(201);
        String managementId = id(admin, realm, management);
        List<JsonNode> roles = new ArrayList<>();
        for (JsonNode name : fragment.at("/clientScopeMappings/realm-management/0/roles")) {
            roles.add(admin.get("/" + realm + "/clients/" + managementId + "/roles/" + name.textValue())
                    .expect(200)
                    .json());
        }
        admin.post(
                        "/" + realm + "/clients/" + id(admin, realm, CLIENT) + "/scope-mappings/clients/"
                                + managementId,
                        roles)
                .expect(204);
    }

    private static String id(AdminApi admin, String realm, String clientId) {
        return admin.get("/" + realm + "/clients?clientId=" + clientId)
                .expect(200)
                .json()
                .get(0)
                .path("id")
                .textValue();
    }

    private static Map<String, ?> roles(String... roles) {
        return Map.of("clientRoles", Map.of("realm-management", List.of(roles)));
    }
}
