package dev.extendedtoken.keycloak.pages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.util.Locale;
import java.util.Set;

/**
 * The realm that realm-config/README.md makes for a trial, as it is at the end of that page. Each page that builds on it
 * finds it so.
 *
 * @param file to import it from
 */
record TrialRealm(RealmFile file) {

    static final String NAME = "trial";

    private static final Set<String> BUILT_IN =
            Set.of("account", "account-console", "admin-cli", "broker", "realm-management", "security-admin-console");

    static TrialRealm export(AdminApi admin) {
        RealmFile file = RealmFile.named(NAME);
        for (String list : new String[] {"Profiles", "Policies"}) {
            file.with("client" + list, get(admin, "/client-policies/" + list.toLowerCase(Locale.ROOT)));
        }
        ArrayNode clients = (ArrayNode) get(admin, "/clients");
        for (JsonNode client : clients) {
            if (!BUILT_IN.contains(client.path("clientId").textValue())) {
                ((ObjectNode) client).remove("id");
                file.representation().withArray("clients").add(client);
            }
        }
        return new TrialRealm(file);
    }

    private static JsonNode get(AdminApi admin, String path) {
        return admin.get("/" + NAME + path).expect(200).json();
    }
}
