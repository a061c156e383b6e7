package dev.extendedtoken.keycloak.throughput;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.ServerOptions;
import dev.extendedtoken.keycloak.server.Servers;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the JAR costs: client credentials grants at Keycloak with and without it, and as JSON, in turns within one run,
 * so that a machine whose speed drifts drifts for all. Prints each turn's ratios and their medians.
 */
public final class ThroughputBenchmark {

    private static final Duration TURN = Duration.ofSeconds(3);
    private static final int WARM_UP = 10;
    private static final int TURNS = Integer.getInteger("turns", 21);
    private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

    private ThroughputBenchmark() {}

    public static void main(String[] arguments) {
        try (Keycloak stock = Servers.start("throughput-stock", ServerOptions.stock());
                Keycloak ours = Servers.start("throughput-jar", ServerOptions.withJar())) {
            TestRealm.create(stock, realm("plain"));
            TestRealm.create(ours, realm("plain"));
            TestRealm.create(ours, realm("json").jsonForAll());
            compare(form("form, stock", stock, "plain"), form("form, JAR and no policy", ours, "plain"));
            compare(
                    form("form, JAR and json-requests", ours, "json"),
                    Load.post("JSON", token(ours, "json"), Http.JSON, basic(), Http.toJson(GRANT)));
        }
    }

    /** Both sides get the same load, so that both servers are as warm. */
    private static void compare(Load base, Load other) {
        for (int i = 0; i < WARM_UP; i++) {
            base.run(TURN);
            other.run(TURN);
        }
        List<Double> ratios = new ArrayList<>();
        for (int turn = 1; turn <= TURNS; turn++) {
            // Every second turn goes the other way round, so that neither always comes first.
            boolean baseFirst = turn % 2 == 0;
            double first = (baseFirst ? base : other).run(TURN);
            double second = (baseFirst ? other : base).run(TURN);
            double ratio = baseFirst ? second / first : first / second;
            ratios.add(ratio);
            System.out.printf(
                    "turn %2d  %s: %.0f/s, %s: %.0f/s, ratio %.3f%n",
                    turn, base.name(), baseFirst ? first : second, other.name(), baseFirst ? second : first, ratio);
        }
        List<Double> sorted = ratios.stream().sorted().toList();
        System.out.printf(
                "%s / %s: median %.3f  (min %.3f, max %.3f, %d turns)%n",
                other.name(),
                base.name(),
                sorted.get(sorted.size() / 2),
                sorted.get(0),
                sorted.get(sorted.size() - 1),
                sorted.size());
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
