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
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the JAR costs: client credentials grants at Keycloak with and without it, and as JSON, in turns within one run,
 * so that a machine whose speed drifts drifts for all. Prints each turn's ratios and their medians.
 */
public final class ThroughputBenchmark {

    private static final Duration TURN = Duration.ofSeconds(5);
    private static final int WARM_UP = 6;
    private static final int TURNS = Integer.getInteger("turns", 15);
    private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

    private ThroughputBenchmark() {}

    public static void main(String[] arguments) {
        try (Keycloak stock = Servers.start("throughput-stock", ServerOptions.stock());
                Keycloak ours = Servers.start("throughput-jar", ServerOptions.withJar())) {
            TestRealm.create(stock, realm("plain"));
            TestRealm.create(ours, realm("plain"));
            TestRealm.create(ours, realm("json").jsonForAll());
            Load stockForm = form("stock, form", stock, "plain");
            Load jarForm = form("JAR, no policy, form", ours, "plain");
            Load policyForm = form("JAR, json-requests, form", ours, "json");
            Load policyJson =
                    Load.post("JAR, json-requests, JSON", token(ours, "json"), Http.JSON, basic(), Http.toJson(GRANT));
            compare(List.of(stockForm, jarForm, policyForm, policyJson));
        }
    }

    private static void compare(List<Load> loads) {
        for (int i = 0; i < WARM_UP; i++) {
            loads.forEach(load -> load.run(TURN));
        }
        List<Double> jarToStock = new ArrayList<>();
        List<Double> jsonToForm = new ArrayList<>();
        for (int turn = 1; turn <= TURNS; turn++) {
            double[] perSecond = inTurn(loads, turn);
            jarToStock.add(perSecond[1] / perSecond[0]);
            jsonToForm.add(perSecond[3] / perSecond[2]);
            System.out.printf("turn %2d  requests a second: %s%n", turn, Arrays.toString(perSecond));
        }
        System.out.printf(
                "in the order of: %s%n", loads.stream().map(Load::name).toList());
        print("form with the JAR and no policy / stock form", jarToStock);
        print("JSON / form, both with json-requests", jsonToForm);
    }

    /** Every second turn goes the other way round, so that none always comes first. */
    private static double[] inTurn(List<Load> loads, int turn) {
        double[] perSecond = new double[loads.size()];
        for (int i = 0; i < loads.size(); i++) {
            int index = turn % 2 == 0 ? i : loads.size() - 1 - i;
            perSecond[index] = Math.rint(loads.get(index).run(TURN));
        }
        return perSecond;
    }

    private static void print(String what, List<Double> ratios) {
        List<Double> sorted = ratios.stream().sorted().toList();
        System.out.printf(
                "%-48s median %.3f  (min %.3f, max %.3f, %d turns)%n",
                what, sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1), sorted.size());
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
