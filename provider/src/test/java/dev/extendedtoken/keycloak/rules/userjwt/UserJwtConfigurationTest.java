package dev.extendedtoken.keycloak.rules.userjwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserJwtConfigurationTest {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'issued-to': ['shop']}",
                "{'issued-to': 'shop'}",
                "{'issued-to': ['shop'], 'header': null, 'max-expired-seconds': null}",
                "{'issued-to': ['shop'], 'max-expired-seconds': ''}",
                "{'issued-to': ['shop'], 'header': 'x-user-jwt', 'max-expired-seconds': '0'}"
            })
    void onlyTheClientsHaveNoDefault(String json) throws Exception {
        UserJwtConfiguration read = usable(json);
        assertThat(read.policy()).isEqualTo(new UserJwtPolicy("x-user-jwt", List.of("shop"), 0));
        assertThat(read.requestHeaders()).containsExactly("x-user-jwt");
    }

    @Test
    void readsEveryOption() throws Exception {
        UserJwtConfiguration read =
                usable("{'issued-to': ['shop', 'my app'], 'header': 'X-Partner-User', 'max-expired-seconds': 3600}");
        assertThat(read.policy()).isEqualTo(new UserJwtPolicy("X-Partner-User", List.of("shop", "my app"), 3600));
        assertThat(read.requestHeaders()).containsExactly("X-Partner-User");
        assertThat(read.validateConfig()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'issued-to': null}", "{'issued-to': ''}", "{'issued-to': []}"})
    void someClientMustBeNamed(String json) throws Exception {
        assertProblem(json, "'issued-to' must name at least one client, for example [\"shop\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['shop', '']",
                "['']",
                "[' ']",
                "['shop', 1]",
                "[null]",
                "[true]",
                "[['shop']]",
                "[{}]",
                "' '",
                "true",
                "5",
                "{}"
            })
    void clientsAreTexts(String value) throws Exception {
        assertProblem("{'issued-to': " + value + "}", "'issued-to' must be a list of texts, none of them empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "''",
                "' '",
                "'x user'",
                "'x:user'",
                "'Authorization'",
                "'cookie'",
                "'DPoP'",
                "'Host'",
                "'Accept'",
                "'Sec-Fetch-User'",
                "'proxy-authorization'",
                "'X-Forwarded-For'",
                "'\u00e9'",
                "1",
                "true",
                "['x-user-jwt']",
                "{}"
            })
    void aHeaderIsOneOfItsOwn(String value) throws Exception {
        String json = "{'issued-to': ['shop'], 'header': " + value + "}";
        assertProblem(json, "'header' must be the name of a request header of its own, for example x-user-jwt");
        assertThat(read(json).requestHeaders()).isEmpty();
    }

    @Test
    void aHeaderHasALength() throws Exception {
        assertThat(usable("{'issued-to': ['shop'], 'header': '" + "x".repeat(64) + "'}")
                        .policy()
                        .header())
                .hasSize(64);
        assertProblem("{'issued-to': ['shop'], 'header': '" + "x".repeat(65) + "'}", "'header' must be");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60, 86_400, 2_592_000})
    void aTimeIsJsonOrText(int seconds) throws Exception {
        assertThat(usable("{'issued-to': ['shop'], 'max-expired-seconds': " + seconds + "}")
                        .policy()
                        .maxExpired())
                .isEqualTo(seconds);
        assertThat(usable("{'issued-to': ['shop'], 'max-expired-seconds': '" + seconds + "'}")
                        .policy()
                        .maxExpired())
                .isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2592001",
                "'2592001'",
                "4294967296",
                "'99999999999999999999'",
                "-1",
                "1.5",
                "'1h'",
                "true",
                "[1]"
            })
    void aTimeIsAMonthAtMost(String value) throws Exception {
        assertProblem(
                "{'issued-to': ['shop'], 'max-expired-seconds': " + value + "}",
                "'max-expired-seconds' must be a whole number from 0 to 2592000");
    }

    @Test
    void anUnknownOptionIsAProblemWithTheKnownOnes() throws Exception {
        assertThat(read("{'issued-to': ['shop'], 'issuer': 'x'}").problem()).hasValueSatisfying(text -> assertThat(text)
                .startsWith("user-jwt-enforcer: unknown option 'issuer', the options are ")
                .contains("header", "issued-to", "max-expired-seconds"));
    }

    @Test
    void allProblemsAreNamed() throws Exception {
        assertThat(read("{'x': 1, 'header': 'Cookie', 'max-expired-seconds': -1}")
                        .problem())
                .hasValueSatisfying(
                        text -> assertThat(text).contains("'x'", "'header'", "'issued-to'", "'max-expired-seconds'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "'text'", "1", "true"})
    void aConfigurationIsAnObject(String json) throws Exception {
        assertProblem(json, "the configuration must be a JSON object");
    }

    @Test
    void withoutAnyJsonThereIsAProblem() {
        assertThat(new UserJwtConfiguration(null).problem()).isPresent();
    }

    /** This is how Keycloak reads it when a profile is saved. */
    @Test
    void isMadeByJackson() throws Exception {
        assertThat(JSON.convertValue(JSON.readTree("{'issued-to': ['shop']}"), UserJwtConfiguration.class)
                        .policy()
                        .issuedTo())
                .containsExactly("shop");
    }

    @Test
    void whatIsMadeOfATokenNeedsOneThatHasNotExpired() {
        UserJwtPolicy policy = new UserJwtPolicy("x-user-jwt", List.of("shop", "app"), 3600);
        assertThat(policy.notExpired()).isEqualTo(new UserJwtPolicy("x-user-jwt", List.of("shop", "app"), 0));
        assertThat(policy.notExpired().notExpired()).isEqualTo(policy.notExpired());
    }

    private static void assertProblem(String json, String what) throws Exception {
        assertThat(read(json).problem())
                .hasValueSatisfying(text ->
                        assertThat(text).startsWith("user-jwt-enforcer: ").contains(what));
    }

    private static UserJwtConfiguration usable(String json) throws Exception {
        UserJwtConfiguration read = read(json);
        assertThat(read.problem()).isEmpty();
        return read;
    }

    private static UserJwtConfiguration read(String json) throws Exception {
        return new UserJwtConfiguration(JSON.readTree(json));
    }
}
