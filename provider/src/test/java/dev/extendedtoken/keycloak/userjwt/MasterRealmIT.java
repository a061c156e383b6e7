package dev.extendedtoken.keycloak.userjwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.WithExperiments;
import dev.extendedtoken.keycloak.support.AdminApi;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A user JWT is rejected in the master realm, whatever its flow and its policies are. */
@KeycloakTest
class MasterRealmIT {

    private static final String CALLBACK = UserJwtRealm.CALLBACK;
    private static final String ATTRIBUTES = "[{\"key\":\"jwt\",\"value\":\"taken\"}]";

    @Test
    void isRejectedInTheMasterRealm(@WithExperiments Keycloak keycloak) {
        AdminApi admin = new AdminApi(keycloak);
        JsonNode profiles = admin.get("/master/client-policies/profiles").json();
        JsonNode policies = admin.get("/master/client-policies/policies").json();
        String flow = flow(admin);
        String shop = create(
                admin,
                "/master/clients",
                Map.of("clientId", "shop", "publicClient", true, "directAccessGrantsEnabled", true));
        String client = create(
                admin,
                "/master/clients",
                Map.of(
                        "clientId",
                        "takes-shop",
                        "publicClient",
                        true,
                        "redirectUris",
                        List.of(CALLBACK),
                        "attributes",
                        Map.of("jwt", "taken"),
                        "authenticationFlowBindingOverrides",
                        Map.of("browser", flow)));
        try {
            takeShop(admin);
            String jwt = Http.client()
                    .form(
                            URI.create(keycloak.http() + "/realms/master/protocol/openid-connect/token"),
                            Map.of(
                                    "grant_type",
                                    "password",
                                    "client_id",
                                    "shop",
                                    "username",
                                    "admin",
                                    "password",
                                    "admin",
                                    "scope",
                                    "openid"))
                    .expect(200)
                    .text("access_token");
            Map<String, String> request = new TreeMap<>(UserJwtRealm.request("prompt", "none"));
            request.put("client_id", "takes-shop");
            request.put("redirect_uri", CALLBACK);
            Answer answer = Http.browser()
                    .get(
                            URI.create(keycloak.http() + "/realms/master/protocol/openid-connect/auth?"
                                    + Http.encode(request)),
                            "Accept",
                            "text/html",
                            UserJwtRealm.HEADER,
                            jwt);
            // No other step of the flow can sign anybody in.
            assertThat(answer.expect(400).body()).contains("Invalid username or password.");
        } finally {
            admin.put("/master/client-policies/policies", policies).expect(204);
            admin.put("/master/client-policies/profiles", profiles).expect(204);
            admin.delete("/master/clients/" + client).expect(204);
            admin.delete("/master/clients/" + shop).expect(204);
            admin.delete("/master/authentication/flows/" + flow).expect(204);
        }
    }

    private static void takeShop(AdminApi admin) {
        admin.put(
                        "/master/client-policies/profiles",
                        Map.of(
                                "profiles",
                                List.of(Map.of(
                                        "name",
                                        "user-jwt",
                                        "executors",
                                        List.of(Map.of(
                                                "executor",
                                                "user-jwt-enforcer",
                                                "configuration",
                                                Map.of("issued-to", List.of("shop"))))))))
                .expect(204);
        admin.put(
                        "/master/client-policies/policies",
                        Map.of(
                                "policies",
                                List.of(Map.of(
                                        "name",
                                        "user-jwt",
                                        "enabled",
                                        true,
                                        "conditions",
                                        List.of(Map.of(
                                                "condition",
                                                "client-attributes",
                                                "configuration",
                                                Map.of("attributes", ATTRIBUTES))),
                                        "profiles",
                                        List.of("user-jwt")))))
                .expect(204);
    }

    private static String flow(AdminApi admin) {
        String flows = "/master/authentication/flows";
        String id = create(
                admin,
                flows,
                Map.of("alias", "user-jwt", "providerId", "basic-flow", "topLevel", true, "builtIn", false));
        String execution = create(admin, flows + "/user-jwt/executions/execution", Map.of("provider", "user-jwt"));
        create(
                admin,
                "/master/authentication/executions/" + execution + "/config",
                Map.of("alias", "user-jwt", "config", Map.of("header", UserJwtRealm.HEADER, "issued-to", "shop")));
        JsonNode step =
                admin.get(flows + "/user-jwt/executions").expect(200).json().get(0);
        Map<String, Object> alternative = new TreeMap<>(Map.of("id", execution, "requirement", "ALTERNATIVE"));
        alternative.put(
                "authenticationConfig", step.path("authenticationConfig").textValue());
        alternative.put("priority", step.path("priority").intValue());
        assertThat(admin.put(flows + "/user-jwt/executions", alternative).status())
                .isBetween(202, 204);
        return id;
    }

    /** @return the id of what was created */
    private static String create(AdminApi admin, String path, Map<String, ?> body) {
        String location = admin.post(path, body).expect(201).header("Location").orElseThrow();
        return location.substring(location.lastIndexOf('/') + 1);
    }
}
