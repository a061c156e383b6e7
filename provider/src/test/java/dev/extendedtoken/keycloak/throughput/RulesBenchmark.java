package dev.extendedtoken.keycloak.throughput;

import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.ServerOptions;
import dev.extendedtoken.keycloak.server.Servers;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.util.List;
import java.util.Map;

/**
 * What all executors together cost: client credentials grants in a realm that has each of them on by a policy of its
 * own, except for user-jwt-enforcer, which refuses this grant; against a realm with as many policies of Keycloak's own
 * executors, and against one without a policy.
 */
public final class RulesBenchmark {

    private static final Map<String, String> GRANT = Map.of("grant_type", "client_credentials");

    private RulesBenchmark() {}

    public static void main(String[] arguments) {
        try (Keycloak server = Servers.start("rules-benchmark", ServerOptions.withJar())) {
            TestRealm extension = TestRealm.create(server, extension());
            String key = ApiKeys.forRealm(extension).issue("partner").secret();
            Load all = load("all rules", extension).with(ApiKeys.HEADER, key);
            AlternatingRuns turns = AlternatingRuns.asAsked();
            turns.compare(load("as many of Keycloak's", TestRealm.create(server, builtIn())), all);
            turns.compare(load("no policy", TestRealm.create(server, realm("none"))), all);
        }
    }

    private static RealmFile extension() {
        RealmFile file = realm("all-rules");
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
        forAll(
                file,
                "token-response-format",
                Map.of("error-format", "envelope", "invalid-client", "true", "request-id", "true"));
        return forAll(file, "api-key-enforcer", Map.of());
    }

    /** Policies of Keycloak that permit the same request; the first two check it, too. */
    private static RealmFile builtIn() {
        RealmFile file = realm("built-in");
        forAll(file, "confidential-client", Map.of());
        forAll(file, "secure-client-authenticator", Map.of("allowed-client-authenticators", List.of("client-secret")));
        forAll(file, "secure-session", Map.of());
        forAll(file, "full-scope-disabled", Map.of("auto-configure", false));
        forAll(file, "reject-implicit-grant", Map.of("auto-configure", false));
        return forAll(file, "reject-ropc-grant", Map.of("auto-configure", false));
    }

    private static RealmFile forAll(RealmFile file, String executor, Map<String, ?> configuration) {
        return file.profile(executor, executor, configuration).policy(executor, executor, "any-client", Map.of());
    }

    private static RealmFile realm(String name) {
        return RealmFile.named(name)
                .with("eventsEnabled", false)
                .client("partner", Map.of("secret", "partner-secret", "serviceAccountsEnabled", true));
    }

    private static Load load(String name, TestRealm realm) {
        return Load.post(name, realm.token(), Http.FORM, Http.basic("partner", "partner-secret"), Http.encode(GRANT));
    }
}
