package dev.extendedtoken.keycloak.throughput;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.ServerOptions;
import dev.extendedtoken.keycloak.server.Servers;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What a key costs: client credentials grants with the enforcer, against the same realm with a policy of Keycloak's own
 * in its place, while another client of the enforcer's realm gets ten keys a second.
 */
public final class ApiKeyBenchmark {

    private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");
    private static final Map<String, ?> CLIENT = Map.of("secret", "partner-secret", "serviceAccountsEnabled", true);

    private ApiKeyBenchmark() {}

    public static void main(String[] arguments) {
        try (Keycloak server = Servers.start("api-key-benchmark", ServerOptions.withJar())) {
            TestRealm own = TestRealm.create(server, realm("own", "reject-ropc-grant"));
            TestRealm keys = TestRealm.create(server, realm("keys", "api-key-enforcer"));
            String key = create(keys, "partner").text("key");
            ScheduledExecutorService administrator = Executors.newSingleThreadScheduledExecutor();
            try {
                administrator.scheduleAtFixedRate(() -> createAndDelete(keys), 0, 100, TimeUnit.MILLISECONDS);
                AlternatingRuns.asAsked()
                        .compare(
                                load("reject-ropc-grant", own),
                                load("api-key-enforcer", keys).with("x-api-key", key));
            } finally {
                administrator.shutdownNow();
            }
        }
    }

    private static RealmFile realm(String name, String executor) {
        return RealmFile.named(name)
                .with("eventsEnabled", false)
                .profile("profile", executor, Map.of())
                .policy("policy", "profile", "any-client", Map.of())
                .client("partner", CLIENT)
                .client("other", CLIENT);
    }

    private static Answer create(TestRealm realm, String client) {
        return realm.admin().post(keys(realm, client), Map.of()).expect(201);
    }

    private static void createAndDelete(TestRealm realm) {
        String id = create(realm, "other").text("id");
        realm.admin().delete(keys(realm, "other") + "/" + id).expect(204);
    }

    private static String keys(TestRealm realm, String client) {
        return "/" + realm.name() + "/api-keys/"
                + realm.client(client).get("id").textValue();
    }

    private static Load load(String name, TestRealm realm) {
        return Load.post(name, realm.token(), Http.FORM, Http.basic("partner", "partner-secret"), Http.encode(GRANT));
    }
}
