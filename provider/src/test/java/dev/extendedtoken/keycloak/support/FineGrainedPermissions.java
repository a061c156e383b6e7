package dev.extendedtoken.keycloak.support;

import java.util.List;
import java.util.Map;

/** Keycloak's fine-grained permissions of administrators, in a realm with {@code adminPermissionsEnabled}. */
public record FineGrainedPermissions(TestRealm realm) {

    /** Permits a user something with one client alone. Of two permissions on one client, both must grant. */
    public void onClient(String username, String clientId, List<String> scopes) {
        permit(username, "Clients", realm.client(clientId).get("id").textValue(), scopes);
    }

    /** The same with one user alone. */
    public void onUser(String username, String other, List<String> scopes) {
        permit(username, "Users", userId(other), scopes);
    }

    private void permit(String username, String resourceType, String resource, List<String> scopes) {
        String permissions = realm.client("admin-permissions").get("id").textValue();
        String server = "/" + realm.name() + "/clients/" + permissions + "/authz/resource-server";
        String policy = realm.admin()
                .post(server + "/policy/user", Map.of("name", "is " + username, "users", List.of(userId(username))))
                .expect(201)
                .text("id");
        realm.admin()
                .post(
                        server + "/permission/scope",
                        Map.of(
                                "name",
                                username + " on " + resource,
                                "resourceType",
                                resourceType,
                                "resources",
                                List.of(resource),
                                "scopes",
                                scopes,
                                "policies",
                                List.of(policy)))
                .expect(201);
    }

    private String userId(String username) {
        return realm.admin()
                .get("/" + realm.name() + "/users?exact=true&username=" + username)
                .expect(200)
                .json()
                .get(0)
                .get("id")
                .textValue();
    }
}
