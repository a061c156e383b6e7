package dev.extendedtoken.keycloak.rulezero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.server.AuthenticationDevice;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.KeycloakExtension;
import dev.extendedtoken.keycloak.server.Servers;
import dev.extendedtoken.keycloak.support.Jwt;
import dev.extendedtoken.keycloak.support.KeycloakTest;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.SigningKey;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rule zero: with the JAR installed and nothing configured, every request gets the same status, headers and body as
 * without it. The same requests go to the suite's server and to one that is started the same way without the JAR.
 */
@Tag("rule-zero")
@KeycloakTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleZeroIT {

    private static final String PROBE = "rule-zero-probe";
    private static final String STRICT_LOGIN =
            "authorize, GET response_type=code&client_id=strict&redirect_uri=http%3A%2F%2Flocalhost%2Fcb";

    private final SigningKey key = SigningKey.generate();
    private final Map<String, List<Recorded>> withJar = new LinkedHashMap<>();
    private final Map<String, List<Recorded>> withoutJar = new LinkedHashMap<>();
    private List<TestRealm> realms = List.of();
    private boolean jarFoundInSuite;
    private boolean jarFoundInStock;

    @BeforeAll
    void record(Keycloak suite, AuthenticationDevice device) {
        try (Keycloak stock =
                Servers.start("stock", KeycloakExtension.options(device).withoutJar())) {
            jarFoundInStock = hasJar(createRealms(stock));
            realms = createRealms(suite);
            // Side by side: each server has a core to itself.
            CompletableFuture<Void> without = CompletableFuture.runAsync(() -> record(stock, withoutJar));
            record(suite, withJar);
            without.join();
            jarFoundInSuite = hasJar(realms);
        }
    }

    private void record(Keycloak server, Map<String, List<Recorded>> recorded) {
        for (String realm : RuleZeroRealms.names()) {
            recorded.put(realm, new Recorder(server, made(realm)).record(requests(realm)));
        }
    }

    private List<TestRealm> createRealms(Keycloak server) {
        return Stream.concat(new RuleZeroRealms(key).files().stream(), Stream.of(RealmFile.named(PROBE)))
                .map(file -> TestRealm.create(server, file))
                .toList();
    }

    /** Only a server with the JAR knows its executors. */
    private static boolean hasJar(List<TestRealm> realms) {
        Map<String, ?> executor = Map.of("executor", "json-requests", "configuration", Map.of());
        Map<String, ?> profile = Map.of("name", "json", "executors", List.of(executor));
        return realms.get(0)
                        .admin()
                        .put("/" + PROBE + "/client-policies/profiles", Map.of("profiles", List.of(profile)))
                        .status()
                == 204;
    }

    /** Types and framing have nothing to do with policies of Keycloak's; they are tried with all of them, and with none. */
    private static boolean isWithPolicies(String realm) {
        return realm.equals(RuleZeroRealms.SOME) || realm.equals(RuleZeroRealms.OFF);
    }

    private static List<Exchange> requests(String realm) {
        return Stream.of(
                        new TokenRequests(realm).all(),
                        isWithPolicies(realm) ? Stream.<Exchange>of() : new BodyRequests(realm).all(),
                        new BrowserRequests(realm).all(),
                        new OtherRequests(realm).all())
                .flatMap(all -> all)
                .toList();
    }

    private Map<String, Supplier<String>> made(String realm) {
        String issuer = "http://" + Recorder.HOST + "/realms/" + realm;
        String token = issuer + "/protocol/openid-connect/token";
        return Map.of(
                "assertion",
                        () -> Jwt.assertion("signed", "signed", issuer)
                                .header("kid", key.thumbprint())
                                .signedBy(key),
                "token-proof", () -> dpopProof(token),
                "other-proof", () -> dpopProof(issuer));
    }

    private String dpopProof(String uri) {
        return Jwt.proof("POST", URI.create(uri), key).signedBy(key);
    }

    @AfterAll
    void removeRealms() {
        realms.forEach(TestRealm::close);
    }

    @TestFactory
    Stream<DynamicContainer> sameAnswers() {
        return RuleZeroRealms.names().stream()
                .map(realm -> DynamicContainer.dynamicContainer(
                        realm, sameAnswers(withoutJar.get(realm), withJar.get(realm))));
    }

    private static Stream<DynamicTest> sameAnswers(List<Recorded> without, List<Recorded> with) {
        List<String> expected = normalised(without);
        List<String> actual = normalised(with);
        return IntStream.range(0, without.size())
                .mapToObj(i -> DynamicTest.dynamicTest(without.get(i).exchange().name(), () -> assertThat(actual.get(i))
                        .as(() -> comparison(without.get(i), with.get(i)))
                        .isEqualTo(expected.get(i))));
    }

    private static List<String> normalised(List<Recorded> recording) {
        Normaliser normaliser = new Normaliser();
        return recording.stream()
                .map(recorded -> normaliser.normalise(recorded.answer()))
                .toList();
    }

    private static String comparison(Recorded without, Recorded with) {
        return String.join(
                "\n",
                without.exchange().name(),
                "--- request ---",
                start(with.request()),
                "--- answer without the JAR ---",
                without.answer().text(),
                "--- answer with the JAR ---",
                with.answer().text(),
                "--- and normalised ---");
    }

    /** Enough to know it by; some bodies are very long. */
    private static String start(String request) {
        return request.lines()
                .map(line -> line.substring(0, Math.min(line.length(), 1_000)))
                .collect(Collectors.joining("\n"));
    }

    /** Two servers that refuse everything would be the same, too. */
    @ParameterizedTest
    @CsvSource({
        "rule-zero-plain,        password grant, 200",
        "rule-zero-plain,        'client credentials, Basic', 200",
        "rule-zero-plain,        'client credentials, signed', 200",
        "rule-zero-plain,        refresh, 200",
        "rule-zero-plain,        device, 200",
        "rule-zero-plain,        token exchange, 200",
        "rule-zero-plain,        DPoP, 200",
        "rule-zero-plain,        'DPoP, refresh', 200",
        "rule-zero-plain,        introspect, 200",
        "rule-zero-plain,        userinfo, 200",
        "rule-zero-plain,        login, 302",
        "rule-zero-plain,        code, 200",
        "rule-zero-plain,        refresh after login, 200",
        "rule-zero-plain,        'logout, refresh token', 204",
        "rule-zero-plain,        'code page, urn:ietf:wg:oauth:2.0:oob', 200",
        "rule-zero-plain,        'code, urn:ietf:wg:oauth:2.0:oob', 200",
        "rule-zero-plain,        'code, urn:ietf:wg:oauth:2.0:oob:auto', 200",
        "rule-zero-plain,        PAR, 201",
        "rule-zero-plain,        '" + STRICT_LOGIN + "', 200",
        "rule-zero-plain,        SAML login page, 200",
        "rule-zero-plain,        'administration /clients?clientId=shop', 200",
        "rule-zero-some-clients, password grant, 200",
        "rule-zero-some-clients, '" + STRICT_LOGIN + "', 400",
        "rule-zero-some-clients, DPoP and a signature, 200",
        "rule-zero-some-clients, 'DPoP, revoke without a proof', 400",
        "rule-zero-all-clients,  'client credentials, Basic', 400",
        "rule-zero-switched-off, 'client credentials, Basic', 200",
    })
    void requestsHaveTheExpectedStatus(String realm, String name, int status) {
        assertThat(withoutJar.get(realm))
                .filteredOn(recorded -> recorded.exchange().name().equals(name))
                .singleElement()
                .satisfies(recorded -> assertThat(recorded.answer().status())
                        .as(() -> recorded.answer().text())
                        .isEqualTo(status));
    }

    @Test
    void onlyOneServerHasTheJar() {
        assertThat(jarFoundInSuite).isTrue();
        assertThat(jarFoundInStock).isFalse();
    }
}
