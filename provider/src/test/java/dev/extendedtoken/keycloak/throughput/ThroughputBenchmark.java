package dev.extendedtoken.keycloak.throughput;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.ServerOptions;
import dev.extendedtoken.keycloak.server.Servers;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.Map;

/**
 * What the JAR costs: client credentials grants at Keycloak with and without it, and as JSON, in turns within one run,
 * so that a machine whose speed drifts drifts for all. Prints each run's ratios and their medians.
 */
public final class ThroughputBenchmark {

    private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

    private ThroughputBenchmark() {}

    public static void main(String[] arguments) {
        AlternatingRuns turns = AlternatingRuns.asAsked();
        try (Keycloak stock = Servers.start("throughput-stock", ServerOptions.stock());
                Keycloak extension = Servers.start("throughput-jar", ServerOptions.withJar())) {
            TestRealm.create(stock, realm("plain"));
            TestRealm.create(extension, realm("plain"));
            TestRealm.create(extension, realm("json").jsonForAll());
            turns.compare(form("form, stock", stock, "plain"), form("form, JAR and no policy", extension, "plain"));
            turns.compare(
                    form("form, JAR and json-requests", extension, "json"),
                    Load.post("JSON", token(extension, "json"), Http.JSON, basic(), Http.toJson(GRANT)));
        }
    }

    private static RealmFile realm(String name) {
        return RealmFile.named(name)
                .with("eventsEnabled", false)
                .client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true));
    }

    private static Load form(String name, Keycloak server, String realm) {
        return Load.post(name, token(server, realm), Http.FORM, basic(), Http.encode(GRANT));
    }

    private static URI token(Keycloak server, String realm) {
        return URI.create(server.http() + "/realms/" + realm + "/protocol/openid-connect/token");
    }

    private static String basic() {
        return Http.basic("partner", "partner-secret");
    }
}
