package dev.extendedtoken.keycloak.clientpolicy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.extendedtoken.keycloak.apikey.ApiKeyEnforcerConfiguration;
import dev.extendedtoken.keycloak.endpoint.json.JsonRequestsConfiguration;
import dev.extendedtoken.keycloak.endpoint.json.JsonRequestsExecutorFactory;
import dev.extendedtoken.keycloak.userjwt.UserJwtEnforcerFactory;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealmPoliciesTest {

    private static final String PROFILES =
            """
            {"profiles": [
              {"name": "json", "executors": [{"executor": "json-requests", "configuration": {}}]},
              {"name": "other", "executors": [{"executor": "pkce-enforcer", "configuration": {}}]},
              {"name": "broken", "executors": [{"executor": "json-requests", "configuration": {"x": 1}}]},
              {"name": "nameless", "executors": [{"configuration": {}}]},
              {"name": "empty"}
            ]}""";

    @Test
    void keepsEnabledPoliciesWithAnExecutorOfTheExtension() {
        RealmPolicies read = read(
                PROFILES,
                """
                {"policies": [
                  {"name": "a", "enabled": true, "profiles": ["json"], "conditions": [{"condition": "any-client"}]},
                  {"name": "disabled", "enabled": false, "profiles": ["json"]},
                  {"name": "unsaid", "profiles": ["json"]},
                  {"enabled": true, "profiles": ["json"]},
                  {"name": "others", "enabled": true, "profiles": ["other", "empty", "unknown"]},
                  {"name": "no profile", "enabled": true},
                  {"name": "b", "enabled": true, "mode": "STRICT", "profiles": ["other", "json"]}
                ]}""");
        assertThat(read.policies()).extracting(RealmPolicies.Policy::name).containsExactly("a", "b");
        assertThat(read.policies()).extracting(RealmPolicies.Policy::strict).containsExactly(false, true);
        assertThat(read.readable()).isTrue();
        assertThat(read.isConfigured(JsonRequestsConfiguration.class)).isTrue();
    }

    @Test
    void anInvalidConfigurationIsKeptSoThatTheFeatureRefuses() {
        RealmPolicies read =
                read(PROFILES, "{\"policies\":[{\"name\":\"a\",\"enabled\":true,\"profiles\":[\"broken\"]}]}");
        assertThat(read.policies().get(0).executors()).singleElement().satisfies(executor -> assertThat(
                        executor.misconfiguration())
                .hasValueSatisfying(p -> assertThat(p).contains("'x'")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"policies\":[", "{\"policies\":\"all\"}", "[]", "\u0000"})
    void whatCannotBeReadAsAWholeFailsClosed(String policies) {
        RealmPolicies read = read(PROFILES, policies);
        assertThat(read.readable()).isFalse();
        assertThat(read.ignoresPolicyEvents()).isFalse();
        assertThat(read.isConfigured(JsonRequestsConfiguration.class)).isTrue();
        assertThat(new MatchingPolicies(List.of(), List.of(), read.readable())
                        .evaluation(JsonRequestsConfiguration.class)
                        .isGranted())
                .isFalse();
    }

    @Test
    void unreadablePoliciesWithoutAnExecutorOfTheExtensionAreNone() {
        RealmPolicies read = read("{\"profiles\":[]}", "{\"policies\":[");
        assertThat(read.readable()).isTrue();
        assertThat(read.isConfigured(JsonRequestsConfiguration.class)).isFalse();
    }

    @Test
    void comparesItsSource() {
        RealmPolicies read = read(PROFILES, "{\"policies\":[]}");
        assertThat(read.isFrom(source(PROFILES, "{\"policies\":[]}"))).isTrue();
        assertThat(read.isFrom(source(PROFILES, "{\"policies\":[ ]}"))).isFalse();
        assertThat(read.isFrom(source(null, "{\"policies\":[]}"))).isFalse();
    }

    /** Only then may Keycloak's policy events be skipped. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'profiles':['json'],'conditions':[{'condition':'any-client'}]|true",
                "'profiles':['json','broken'],'conditions':[{'condition':'client-roles'},{'condition':'client-type'}]|true",
                "'profiles':['json'],'conditions':[]|true",
                "'profiles':['json']|true",
                "'profiles':['json','other'],'conditions':[{'condition':'any-client'}]|false",
                "'profiles':['other'],'conditions':[{'condition':'any-client'}]|false",
                "'profiles':['json','nameless'],'conditions':[{'condition':'any-client'}]|false",
                "'profiles':['empty'],'conditions':[{'condition':'any-client'}]|false",
                "'profiles':[],'conditions':[{'condition':'any-client'}]|false",
                "'profiles':['json'],'conditions':[{'condition':'any-client'},{'condition':'grant-type'}]|false",
                "'profiles':['json'],'conditions':[{'condition':null}]|false"
            })
    void ignoresPolicyEventsOrNot(String policy, boolean ignoresPolicyEvents) {
        String one = "{'name':'a','enabled':true," + policy + "}";
        String extension = "{'name':'b','enabled':true,'profiles':['json'],'conditions':[{'condition':'any-client'}]}";
        String disabled = "{'name':'c','enabled':false,'profiles':['other']}";
        assertThat(read(PROFILES, policies(one)).ignoresPolicyEvents()).isEqualTo(ignoresPolicyEvents);
        assertThat(read(PROFILES, policies(extension, one)).ignoresPolicyEvents())
                .isEqualTo(ignoresPolicyEvents);
        assertThat(read(PROFILES, policies(one, disabled)).ignoresPolicyEvents())
                .isEqualTo(ignoresPolicyEvents);
        assertThat(read(PROFILES, policies(disabled)).ignoresPolicyEvents()).isFalse();
        assertThat(RealmPolicies.NONE.ignoresPolicyEvents()).isFalse();
    }

    private static String policies(String... policies) {
        return "{'policies':[".concat(String.join(",", policies)).concat("]}").replace('\'', '"');
    }

    @Test
    void grantsOnlyWhatIsMatchedAndUsable() {
        ExecutorConfiguration right = new JsonRequestsConfiguration(new ObjectMapper().createObjectNode());
        ExecutorConfiguration wrong = new JsonRequestsConfiguration(null);
        assertThat(new MatchingPolicies(List.of(right), List.of(), true)
                        .evaluation(JsonRequestsConfiguration.class)
                        .isGranted())
                .isTrue();
        assertThat(new MatchingPolicies(List.of(right), List.of(), false)
                        .evaluation(JsonRequestsConfiguration.class)
                        .isGranted())
                .isFalse();
        assertThat(new MatchingPolicies(List.of(right, wrong), List.of(), true)
                        .evaluation(JsonRequestsConfiguration.class)
                        .isGranted())
                .isFalse();
        assertThat(new MatchingPolicies(List.of(), List.of(), true)
                        .evaluation(JsonRequestsConfiguration.class)
                        .isGranted())
                .isFalse();
    }

    @Test
    void aPolicyThatCannotBeEvaluatedConcernsItsOwnExecutorsOnly() {
        ExecutorConfiguration json = new JsonRequestsConfiguration(new ObjectMapper().createObjectNode());
        ExecutorConfiguration keys = new ApiKeyEnforcerConfiguration(new ObjectMapper().createObjectNode());
        MatchingPolicies matching = new MatchingPolicies(List.of(json), List.of(keys), true);

        assertThat(matching.evaluation(JsonRequestsConfiguration.class).isGranted())
                .isTrue();
        assertThat(matching.evaluation(ApiKeyEnforcerConfiguration.class)).isInstanceOf(Evaluation.Unreadable.class);
        assertThat(new MatchingPolicies(List.of(json), List.of(json), true)
                        .evaluation(JsonRequestsConfiguration.class)
                        .isGranted())
                .isFalse();
    }

    private static final String USER_JWTS =
            """
            {"profiles": [
              {"name": "shop", "executors": [{"executor": "user-jwt-enforcer", "configuration":
                {"issued-to": ["shop"], "max-expired-seconds": 60}}]},
              {"name": "both", "executors": [{"executor": "user-jwt-enforcer", "configuration":
                {"issued-to": ["shop", "app"], "max-expired-seconds": 3600}}]},
              {"name": "broken", "executors": [{"executor": "user-jwt-enforcer", "configuration": {}}]}
            ]}""";

    /** Of all enabled policies, whichever clients they match. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'shop'|true|shop|60",
                "'shop'|true|app|",
                "'both'|true|app|3600",
                "'shop','both'|true|shop|3600",
                "'both','shop'|true|shop|3600",
                "'both','shop'|true|pub|",
                "'both','shop'|false|shop|",
                "'shop','broken'|true|pub|2592000",
                "'unknown'|true|shop|",
                "|true|shop|"
            })
    void expiryTolerance(String profiles, boolean enabled, String issuedTo, Integer seconds) {
        RealmPolicies read = read(
                USER_JWTS,
                policies("{'name':'a','enabled':" + enabled + ",'profiles':[" + Objects.requireNonNullElse(profiles, "")
                        + "]}"));
        assertThat(read.expiryTolerance(issuedTo))
                .isEqualTo(seconds == null ? OptionalInt.empty() : OptionalInt.of(seconds));
    }

    @Test
    void expiryToleranceOfUnreadablePoliciesIsTheMaximum() {
        assertThat(read(USER_JWTS, "{\"policies\":[").expiryTolerance("pub")).hasValue(2_592_000);
        assertThat(RealmPolicies.NONE.expiryTolerance("shop")).isEmpty();
    }

    private static RealmPolicies read(String profiles, String policies) {
        return new RealmPoliciesReader(
                        "test",
                        Map.of(
                                "json-requests",
                                new JsonRequestsExecutorFactory(),
                                UserJwtEnforcerFactory.ID,
                                new UserJwtEnforcerFactory()))
                .read(source(profiles, policies));
    }

    private static PolicySource source(String profiles, String policies) {
        return new PolicySource(profiles, policies, List.of(), List.of());
    }
}
