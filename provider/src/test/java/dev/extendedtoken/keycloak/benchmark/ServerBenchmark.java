package dev.extendedtoken.keycloak.benchmark;

import dev.extendedtoken.keycloak.benchmark.Comparison.Measure;
import dev.extendedtoken.keycloak.benchmark.Comparison.Result;
import dev.extendedtoken.keycloak.server.Cluster;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.ServerOptions;
import dev.extendedtoken.keycloak.server.Servers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** All comparisons of one database. {@code -Donly=} runs those whose name has this text, and keeps no results. */
final class ServerBenchmark {

    private static final String ONLY = System.getProperty("only", "");
    private static final String NOT_CACHED = "--spi-user-sessions--infinispan--use-caches=false";

    private final BenchmarkDatabase database;
    private final List<Result> results = new ArrayList<>();

    /** Whether the server that started last has had no load of this kind yet. */
    private boolean isCold;

    private ServerBenchmark(BenchmarkDatabase database) {
        this.database = database;
    }

    static List<Result> run(BenchmarkDatabase database) {
        ServerBenchmark benchmark = new ServerBenchmark(database);
        benchmark.installed();
        benchmark.notCached();
        benchmark.twoNodes();
        return benchmark.results;
    }

    private void compare(
            String variant, String against, Measure measure, double goal, Supplier<Load> base, Supplier<Load> other) {
        if (variant.contains(ONLY)) {
            Result result = new Comparison(variant, against, measure, goal, base.get(), other.get()).run(isCold);
            isCold = false;
            System.out.println(BenchmarksPage.row(result));
            results.add(result);
        }
    }

    private void installed() {
        try (Keycloak server = start("jar", ServerOptions.withJar())) {
            if ("form, JAR installed, nothing configured".contains(ONLY)) {
                try (Keycloak stock = start("stock", ServerOptions.stock())) {
                    compare(
                            "form, JAR installed, nothing configured",
                            "Keycloak without the JAR",
                            Measure.RATE,
                            0.99,
                            () -> Site.create(stock, Site.file("plain")).form("stock"),
                            () -> Site.create(server, Site.file("installed")).form("JAR"));
                }
            }
            grants(server);
            introspection(server);
            rotation(server, "sessions cached", 1.00);
            compare(
                    "fifty refreshes of one token at once, one node",
                    "Keycloak's realm rotation, in which 49 fail",
                    Measure.TIME,
                    0.5,
                    () -> Site.create(server, BenchmarkRealms.realmSwitch("switch-crowd"))
                            .crowd("realm switch", List.of(server)),
                    () -> Site.create(server, BenchmarkRealms.rotation("rotation-crowd"))
                            .crowd("policy", List.of(server)));
            families(server);
            costs(server);
            realms(server);
        }
    }

    private void families(Keycloak server) {
        Site site = Site.create(server, BenchmarkRealms.rotation("families"));
        compare(
                "refresh in a session with 32 families",
                "with one",
                Measure.TIME,
                1.05,
                () -> site.longRefreshes("one", 1),
                () -> site.longRefreshes("32", 32));
        compare(
                "refresh of a family after 10,000 refreshes",
                "of a new family",
                Measure.TIME,
                1.05,
                () -> site.refreshes("new", "openid"),
                () -> refreshed(site.longRefreshes("10,000", 1)));
    }

    private static Load refreshed(WrkLoad load) {
        long refreshes = 0;
        while (refreshes < 10_000L * WrkLoad.CONNECTIONS) {
            refreshes += load.run(Duration.ofSeconds(10)).requests();
        }
        return load;
    }

    /** The last, because the server keeps them. */
    private void realms(Keycloak server) {
        String variant = "form with an API key, 200 realms with policies";
        if (variant.contains(ONLY)) {
            IntStream.range(0, 200).forEach(number -> Site.create(server, BenchmarkRealms.keys("realm-" + number, 1)));
            compare(
                    variant,
                    "the same request without any policy",
                    Measure.RATE,
                    0.98,
                    () -> Site.create(server, Site.file("among-many")).form("no policy"),
                    () -> Site.create(server, BenchmarkRealms.keys("among-many-keys", 1))
                            .form("key", BenchmarkRealms.KEY_HEADER));
        }
    }

    private void grants(Keycloak server) {
        Site plain = Site.create(server, Site.file("none"));
        Site json = Site.create(server, BenchmarkRealms.json());
        compare("JSON", "form", Measure.RATE, 0.99, () -> json.form("form"), () -> json.json("JSON"));
        Site oneKey = Site.create(server, BenchmarkRealms.keys("one-key", 1));
        compare(
                "form with an API key",
                "the same request without any policy",
                Measure.RATE,
                0.98,
                () -> plain.form("no policy"),
                () -> oneKey.form("key", BenchmarkRealms.KEY_HEADER));
        compare(
                "a hundred keys",
                "one key",
                Measure.TIME,
                1.05,
                () -> oneKey.form("one", BenchmarkRealms.KEY_HEADER),
                () -> Site.create(server, BenchmarkRealms.keys("hundred-keys", 100))
                        .form("hundred", BenchmarkRealms.KEY_HEADER));
        compare(
                "all executors of one client",
                "as many policies of Keycloak's own",
                Measure.RATE,
                1.10,
                () -> Site.create(server, BenchmarkRealms.builtInExecutors()).form("Keycloak's"),
                () -> Site.create(server, BenchmarkRealms.allExecutors()).form("all", BenchmarkRealms.KEY_HEADER));
        compare(
                "fifty policies of the extension",
                "one",
                Measure.TIME,
                1.05,
                () -> Site.create(server, BenchmarkRealms.policies("one-policy", 1))
                        .form("one", BenchmarkRealms.KEY_HEADER),
                () -> Site.create(server, BenchmarkRealms.policies("fifty-policies", 50))
                        .form("fifty", BenchmarkRealms.KEY_HEADER));
    }

    private void introspection(Keycloak server) {
        isCold = true;
        compare(
                "introspection with an API key",
                "without any policy",
                Measure.RATE,
                0.98,
                () -> Site.create(server, Site.file("introspection")).introspection("no policy", Map.of()),
                () -> Site.create(server, BenchmarkRealms.keys("introspection-key", 1))
                        .introspection("key", BenchmarkRealms.KEY_HEADER));
    }

    private void rotation(Keycloak server, String sessions, double goal) {
        isCold = true;
        String name = sessions.replace(' ', '-');
        compare(
                "rotating refresh, " + sessions,
                "Keycloak's realm rotation",
                Measure.RATE,
                goal,
                () -> Site.create(server, BenchmarkRealms.realmSwitch("switch-" + name))
                        .refreshes("realm switch", ""),
                () -> Site.create(server, BenchmarkRealms.rotation("rotation-" + name))
                        .refreshes("policy", ""));
    }

    /** What an administrator can choose. No goals: these are Keycloak's. */
    private void costs(Keycloak server) {
        Site rsa = Site.create(server, Site.file("rs256"));
        for (String algorithm : List.of("ES256", "EdDSA")) {
            compare(
                    "tokens signed by " + algorithm,
                    "RS256",
                    Measure.RATE,
                    0,
                    () -> rsa.form("RS256"),
                    () -> Site.create(server, BenchmarkRealms.signing(algorithm))
                            .form(algorithm));
        }
        compare(
                "refresh with an ID token (scope openid)",
                "without",
                Measure.RATE,
                0,
                () -> rsa.refreshes("without", ""),
                () -> rsa.refreshes("openid", "openid"));
        compare("lightweight access token", "a full one", Measure.RATE, 0, () -> rsa.form("full"), () -> Site.create(
                        server, BenchmarkRealms.lightweight())
                .form("lightweight"));
    }

    private void notCached() {
        if ("rotating refresh, sessions not cached".contains(ONLY)) {
            try (Keycloak server = start("not-cached", ServerOptions.withJar().and(NOT_CACHED))) {
                rotation(server, "sessions not cached", 1.05);
            }
        }
    }

    private void twoNodes() {
        String variant = "fifty refreshes of one token at once, two nodes";
        if (database.isClustered() && variant.contains(ONLY)) {
            try (Cluster cluster = database.cluster("benchmark-node")) {
                isCold = true;
                List<Keycloak> nodes = IntStream.rangeClosed(1, 2)
                        .<Keycloak>mapToObj(cluster::node)
                        .toList();
                compare(
                        variant,
                        "Keycloak's realm rotation, in which 49 fail",
                        Measure.TIME,
                        0.33,
                        () -> Site.create(nodes.get(0), BenchmarkRealms.realmSwitch("switch-nodes"))
                                .crowd("realm switch", nodes),
                        () -> Site.create(nodes.get(0), BenchmarkRealms.rotation("rotation-nodes"))
                                .crowd("policy", nodes));
            }
        }
    }

    private Keycloak start(String name, ServerOptions options) {
        isCold = true;
        return Servers.start("benchmark-" + name, options.and(database.options()));
    }
}
