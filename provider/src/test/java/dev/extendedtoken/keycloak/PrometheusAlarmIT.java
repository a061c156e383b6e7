package dev.extendedtoken.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.server.Keycloak;
import dev.extendedtoken.keycloak.server.Prometheus;
import dev.extendedtoken.keycloak.server.ServerOptions;
import dev.extendedtoken.keycloak.server.Servers;
import dev.extendedtoken.keycloak.support.Answer;
import dev.extendedtoken.keycloak.support.ApiKeys;
import dev.extendedtoken.keycloak.support.Http;
import dev.extendedtoken.keycloak.support.RealmFile;
import dev.extendedtoken.keycloak.support.RequiresProgram;
import dev.extendedtoken.keycloak.support.TestRealm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The alarms of {@code docker/prometheus} and the dashboard of {@code docker/grafana}, in a real Prometheus that scrapes a
 * server of its own: alarms of what other tests do would fire, too.
 */
@RequiresProgram("prometheus")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusAlarmIT {

    private static final Path DASHBOARD =
            Path.of(System.getProperty("project.root"), "docker/grafana/keycloak-extended-token.json");

    /** Values for what Grafana replaces in a query. */
    private static final Map<String, String> VARIABLES =
            Map.of("$__rate_interval", "1m", "$__range", "15m", "$instance", ".*");

    /** More refused API keys than the alarm tolerates. */
    private static final int MANY = 25;

    private static final Http HTTP = Http.client();

    private static Keycloak keycloak;
    private static TestRealm realm;
    private static Prometheus prometheus;

    @BeforeAll
    static void start() {
        keycloak = Servers.start("alarms", ServerOptions.withJar());
        RealmFile file = RealmFile.named("alarms")
                .apiKeysForMarkedClients()
                .profile("once", "refresh-token-rotation", Map.of("grace-period", 0))
                .policy("once", "once", "any-client", Map.of())
                .client("app", Map.of("secret", "app-secret", "directAccessGrantsEnabled", true))
                .client(
                        "partner",
                        Map.of(
                                "secret",
                                "partner-secret",
                                "serviceAccountsEnabled",
                                true,
                                "attributes",
                                Map.of("needs-key", "true")))
                .user("anna", "annas-secret");
        realm = TestRealm.create(keycloak, file);
        prometheus = Prometheus.start(keycloak);
    }

    @AfterAll
    static void end() {
        prometheus.close();
        keycloak.close();
    }

    @Test
    @Order(1)
    void reuseOfARefreshTokenFires() {
        assertThat(alarms()).isEmpty();

        // The very first on this server: no value of the counter was there before.
        reuse();

        awaitAlarm("RefreshTokenReused");
        JsonNode alarm = alarms().stream()
                .filter(one ->
                        "RefreshTokenReused".equals(one.at("/labels/alertname").textValue()))
                .findFirst()
                .orElseThrow();
        assertThat(alarm.at("/labels/severity").textValue()).isEqualTo("critical");
        assertThat(alarm.at("/annotations/summary").textValue())
                .contains(keycloak.management().getAuthority());
        assertThat(alarm.at("/annotations/description").textValue()).contains("refresh_token_reuse");

        // Further ones are found by the increase alone.
        reuse();
        Awaitility.await()
                .until(() -> !query("increase(keycloak_extended_token_rotation_total{outcome=\"reused\"}[10m]) > 0")
                        .isEmpty());
    }

    @Test
    void refusedApiKeysFire() {
        request().expect(401);
        Awaitility.await().until(() -> !query("keycloak_extended_token_api_key_total{outcome=\"missing\"}")
                .isEmpty());
        assertThat(isFiring("ApiKeysRefused")).isFalse();
        for (int i = 0; i < MANY; i++) {
            request().expect(401);
        }
        awaitAlarm("ApiKeysRefused");
    }

    @Test
    void aRevokedApiKeyFires() {
        ApiKeys keys = ApiKeys.forRealm(realm);
        ApiKeys.Key key = keys.issue("partner");
        request(ApiKeys.HEADER, key.secret()).expect(200);
        keys.revoke("partner", key.id()).expect(204);
        assertThat(isFiring("EndedApiKeyUsed")).isFalse();
        request(ApiKeys.HEADER, key.secret()).expect(401);
        awaitAlarm("EndedApiKeyUsed");
    }

    @Test
    void everyRuleCanBeEvaluated() {
        Awaitility.await().until(() -> rules().stream()
                .noneMatch(rule -> "unknown".equals(rule.get("health").textValue())));
        assertThat(rules())
                .extracting(rule -> rule.get("name").textValue() + " is "
                        + rule.get("health").textValue())
                .containsExactly(
                        "RefreshTokenReused is ok",
                        "ApiKeysRefused is ok",
                        "EndedApiKeyUsed is ok",
                        "ApiKeysUnchecked is ok",
                        "ApiKeysExpiring is ok");
    }

    /** There is a result wherever the server has counted something. */
    @Test
    void theQueriesOfTheDashboardHaveResults() throws IOException {
        reuse();
        request().expect(401);
        ApiKeys.Key key = ApiKeys.forRealm(realm).issue("partner");
        request(ApiKeys.HEADER, key.secret()).expect(200);
        List<String> queries = dashboardQueries();
        assertThat(queries).hasSizeGreaterThanOrEqualTo(10);
        for (String query : queries) {
            if (query.contains("api_key_expiring") || query.contains("ALERTS")) {
                query(query);
            } else {
                Awaitility.await(query).until(() -> !query(query).isEmpty());
            }
        }
    }

    @Test
    void everyCounterHasAHelpText() {
        reuse();
        request().expect(401);
        // OpenMetrics names a counter without its suffix.
        assertThat(HTTP.get(keycloak.management().resolve("/metrics"))
                        .expect(200)
                        .body())
                .containsPattern("# HELP keycloak_extended_token_requests(_total)? Token requests")
                .containsPattern("# HELP keycloak_extended_token_rotation(_total)? Refresh tokens")
                .containsPattern("# HELP keycloak_extended_token_api_key(_total)? Checks of API keys")
                .doesNotContainPattern("# HELP keycloak_extended_token_\\w+ *\n");
    }

    private static List<String> dashboardQueries() throws IOException {
        List<String> queries = new ArrayList<>();
        for (String query :
                new ObjectMapper().readTree(Files.readString(DASHBOARD)).findValuesAsText("expr")) {
            String replaced = query;
            for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
                replaced = replaced.replace(variable.getKey(), variable.getValue());
            }
            queries.add(replaced);
        }
        return queries;
    }

    /** A refresh token is used twice, at a client that may not. */
    private static void reuse() {
        String token = app(Map.of("grant_type", "password", "username", "anna", "password", "annas-secret"))
                .expect(200)
                .text("refresh_token");
        Map<String, String> refresh = Map.of("grant_type", "refresh_token", "refresh_token", token);
        app(refresh).expect(200);
        app(refresh).expect(400);
    }

    private static Answer app(Map<String, String> parameters) {
        Map<String, String> all = new TreeMap<>(parameters);
        all.putAll(Map.of("client_id", "app", "client_secret", "app-secret"));
        return HTTP.form(realm.token(), all);
    }

    /** @param header a name and a value, or nothing */
    private static Answer request(String... header) {
        List<String> headers = new ArrayList<>(List.of("Authorization", Http.basic("partner", "partner-secret")));
        headers.addAll(List.of(header));
        return HTTP.form(realm.token(), Map.of("grant_type", "client_credentials"), headers.toArray(String[]::new));
    }

    private static void awaitAlarm(String name) {
        Awaitility.await(name).atMost(Duration.ofSeconds(30)).until(() -> isFiring(name));
    }

    private static boolean isFiring(String name) {
        return alarms().stream()
                .anyMatch(alarm -> name.equals(alarm.at("/labels/alertname").textValue())
                        && "firing".equals(alarm.get("state").textValue()));
    }

    private static List<JsonNode> alarms() {
        return elements(get("/api/v1/alerts").at("/data/alerts"));
    }

    private static List<JsonNode> rules() {
        return elements(get("/api/v1/rules").at("/data/groups/0/rules"));
    }

    private static List<JsonNode> query(String query) {
        return elements(
                get("/api/v1/query?" + Http.encode(Map.of("query", query))).at("/data/result"));
    }

    private static JsonNode get(String path) {
        JsonNode answer = HTTP.get(prometheus.uri(path)).expect(200).json();
        assertThat(answer.get("status").textValue()).isEqualTo("success");
        return answer;
    }

    private static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
