package dev.extendedtoken.keycloak.benchmark;

import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.RealmFile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The realms that are compared. */
final class BenchmarkRealms {

    /** A key that every realm with keys accepts. */
    static final String KEY = "benchmark-key-of-at-least-thirty-two-characters-0";

    static final Map<String, String> KEY_HEADER = Map.of(ApiKeys.HEADER, KEY);

    private BenchmarkRealms() {}

    static RealmFile json() {
        return Site.file("json").jsonForAll();
    }

    /** @param count of the client's keys */
    static RealmFile keys(String name, int count) {
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofDays(400));
        Map<String, String> records = new TreeMap<>();
        IntStream.range(0, count)
                .mapToObj(i -> KEY.substring(0, KEY.length() - 1) + i)
                .forEach(key -> records.put(ApiKeys.attribute(key), ApiKeys.record(key, end)));
        return forAll(Site.file(name, records), "api-key-enforcer", Map.of());
    }

    static RealmFile rotation(String name) {
        return forAll(Site.file(name), "refresh-token-rotation", Map.of("grace-period", 60));
    }

    /** Keycloak's own rotation: the realm's "Revoke Refresh Token". */
    static RealmFile realmSwitch(String name) {
        return Site.file(name).with("revokeRefreshToken", true);
    }

    /** Every executor of the extension by a policy of its own, except for user-jwt-enforcer, which refuses this grant. */
    static RealmFile allExecutors() {
        RealmFile file = keys("all-executors", 1);
        forAll(file, "json-requests", Map.of());
        forAll(file, "refresh-token-rotation", Map.of());
        forAll(file, "out-of-band", Map.of());
        forAll(
                file,
                "token-request-rules",
                Map.of(
                        "allowed-redirect-uris", List.of("http://localhost/callback"),
                        "required-parameters", List.of("grant_type"),
                        "strict-parameters", "true",
                        "require-openid-scope", "true",
                        "strict-scope-subset", "true",
                        "narrow-scope-at-code-exchange", "true",
                        "reject-scope-on-client-credentials", "true",
                        "max-code-verifier-length", "256"));
        return forAll(
                file,
                "token-response-format",
                Map.of("error-format", "envelope", "invalid-client", "true", "request-id", "true"));
    }

    /** As many policies of Keycloak that permit the same request; the first two check it, too. */
    static RealmFile builtInExecutors() {
        RealmFile file = Site.file("built-in-executors");
        forAll(file, "confidential-client", Map.of());
        forAll(file, "secure-client-authenticator", Map.of("allowed-client-authenticators", List.of("client-secret")));
        forAll(file, "secure-session", Map.of());
        forAll(file, "full-scope-disabled", Map.of("auto-configure", false));
        forAll(file, "reject-implicit-grant", Map.of("auto-configure", false));
        return forAll(file, "reject-ropc-grant", Map.of("auto-configure", false));
    }

    /** The first policy matches the client, the others match clients of other attributes. */
    static RealmFile policies(String name, int count) {
        RealmFile file = keys(name, 1);
        for (int i = 1; i < count; i++) {
            String value = "partner-" + i;
            file.profile(value, "api-key-enforcer", Map.of("header", "x-" + value))
                    .policy(
                            value,
                            value,
                            "client-attributes",
                            Map.of("attributes", "[{\"key\":\"tier\",\"value\":\"" + value + "\"}]"));
        }
        return file;
    }

    /** A realm that signs its tokens by an algorithm. */
    static RealmFile signing(String algorithm) {
        return Site.file(algorithm.toLowerCase(Locale.ROOT)).with("defaultSignatureAlgorithm", algorithm);
    }

    static RealmFile lightweight() {
        return Site.file("lightweight", Map.of("client.use.lightweight.access.token.enabled", "true"));
    }

    private static RealmFile forAll(RealmFile file, String executor, Map<String, ?> configuration) {
        return file.profile(executor, executor, configuration).policy(executor, executor, "any-client", Map.of());
    }
}
