package dev.extendedtoken.keycloak.apikey.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A realm with the client of {@code realm-config/api-key-console-client.json}, as shipped, and administrators. */
final class ConsoleRealm {

    static final String CLIENT = "api-key-console";

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConsoleRealm() {}

    /** The users {@code ada} (administrator), {@code dora} (to be permitted single clients), {@code vera} and {@code nemo}. */
    static RealmFile named(String name) {
        return RealmFile.named(name)
                .allEvents()
                .with("adminPermissionsEnabled", true)
                .client(CLIENT, RealmFile.json(client().toString()))
                .with("adminEventsEnabled", true)
                .with("adminEventsDetailsEnabled", true)
                .user("ada", "ada-secret", roles("realm-admin"))
                .user("dora", "dora-secret", roles("query-clients"))
                .user("vera", "vera-secret", roles("view-clients"))
                .user("nemo", "nemo-secret");
    }

    /** Adds the client to a realm, as an administrator does. */
    static void addClient(AdminApi admin, String realm) {
        admin.post("/" + realm + "/clients", client()).expect(201);
    }

    /** The file that an administrator imports. */
    static Path file() {
        return Path.of(System.getProperty("project.root"), "realm-config/api-key-console-client.json")
                .normalize();
    }

    /** The client in that file. */
    static ObjectNode client() {
        return (ObjectNode) fragment().at("/clients/0");
    }

    /** What is in that file. */
    static ObjectNode fragment() {
        try {
            return (ObjectNode) JSON.readTree(file().toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, ?> roles(String... roles) {
        return Map.of("clientRoles", Map.of("realm-management", List.of(roles)));
    }
}
