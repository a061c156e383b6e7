package dev.extendedtoken.keycloak.tokenrequest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Configurations;
import dev.extendedtoken.keycloak.tokenrequest.model.RequestRules;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestRulesConfigurationTest {

    private static final Configurations<RequestRulesConfiguration> CONFIGURATIONS =
            new Configurations<>("token-request-rules", RequestRulesConfiguration::new);

    private static final RequestRules OFF =
            new RequestRules(List.of(), List.of(), false, false, false, false, false, 128);

    private static final List<String> LISTS = List.of("allowed-redirect-uris", "required-parameters");
    private static final List<String> FLAGS = List.of(
            "strict-parameters",
            "require-openid-scope",
            "strict-scope-subset",
            "narrow-scope-at-code-exchange",
            "reject-scope-on-client-credentials");
    private static final String LENGTH = "max-code-verifier-length";

    @Test
    void allIsOffUnlessItIsSet() {
        assertThat(CONFIGURATIONS.usable("{}").rules()).isEqualTo(OFF);
    }

    @Test
    void nullAndEmptyAreAbsent() {
        for (String option :
                Stream.of(LISTS, FLAGS, List.of(LENGTH)).flatMap(List::stream).toList()) {
            assertThat(CONFIGURATIONS.usable("{'" + option + "': null}").rules())
                    .isEqualTo(OFF);
            assertThat(CONFIGURATIONS.usable("{'" + option + "': ''}").rules()).isEqualTo(OFF);
        }
        for (String option : LISTS) {
            assertThat(CONFIGURATIONS.usable("{'" + option + "': []}").rules()).isEqualTo(OFF);
        }
    }

    @Test
    void readsEveryOption() {
        RequestRulesConfiguration read = CONFIGURATIONS.usable(
                """
                {
                  "allowed-redirect-uris": ["https://app.example/cb", "com.example:/"],
                  "required-parameters": ["client_id", "audience"],
                  "strict-parameters": true,
                  "require-openid-scope": true,
                  "strict-scope-subset": true,
                  "narrow-scope-at-code-exchange": true,
                  "reject-scope-on-client-credentials": true,
                  "max-code-verifier-length": 256
                }""");
        assertThat(read.rules())
                .isEqualTo(new RequestRules(
                        List.of("https://app.example/cb", "com.example:/"),
                        List.of("client_id", "audience"),
                        true,
                        true,
                        true,
                        true,
                        true,
                        256));
        assertThat(read.requestHeaders()).isEmpty();
        assertThat(read.validateConfig()).isTrue();
    }

    static Stream<Arguments> flags() {
        return Stream.of(
                Arguments.of(
                        FLAGS.get(0), new RequestRules(List.of(), List.of(), true, false, false, false, false, 128)),
                Arguments.of(
                        FLAGS.get(1), new RequestRules(List.of(), List.of(), false, true, false, false, false, 128)),
                Arguments.of(
                        FLAGS.get(2), new RequestRules(List.of(), List.of(), false, false, true, false, false, 128)),
                Arguments.of(
                        FLAGS.get(3), new RequestRules(List.of(), List.of(), false, false, false, true, false, 128)),
                Arguments.of(
                        FLAGS.get(4), new RequestRules(List.of(), List.of(), false, false, false, false, true, 128)));
    }

    /** The Admin Console has written both. */
    @ParameterizedTest
    @MethodSource("flags")
    void aSwitchIsJsonOrText(String option, RequestRules alone) {
        assertThat(CONFIGURATIONS.usable("{'" + option + "': true}").rules()).isEqualTo(alone);
        assertThat(CONFIGURATIONS.usable("{'" + option + "': 'true'}").rules()).isEqualTo(alone);
        assertThat(CONFIGURATIONS.usable("{'" + option + "': false}").rules()).isEqualTo(OFF);
        assertThat(CONFIGURATIONS.usable("{'" + option + "': 'false'}").rules()).isEqualTo(OFF);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'TRUE'", "'True'", "' true'", "'on'", "'yes'", "' '", "1", "0", "'1'", "1.0", "[]", "[true]", "{}"
            })
    void aSwitchIsNothingElse(String value) {
        for (String option : FLAGS) {
            CONFIGURATIONS.assertMisconfiguration(
                    "{'" + option + "': " + value + "}", "'" + option + "' must be true or false");
        }
    }

    @Test
    void oneTextIsAListOfOne() {
        assertThat(CONFIGURATIONS
                        .usable("{'allowed-redirect-uris': 'https://a.example/'}")
                        .rules()
                        .allowedRedirectUris())
                .containsExactly("https://a.example/");
        assertThat(CONFIGURATIONS
                        .usable("{'required-parameters': 'client_id'}")
                        .rules()
                        .requiredParameters())
                .containsExactly("client_id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "['a', '']",
                "['']",
                "[' ']",
                "['a', 1]",
                "[null]",
                "[true]",
                "[['a']]",
                "[{}]",
                "' '",
                "true",
                "5",
                "{}"
            })
    void aListHasOnlyTexts(String value) {
        for (String option : LISTS) {
            CONFIGURATIONS.assertMisconfiguration(
                    "{'" + option + "': " + value + "}",
                    "'" + option + "' must be a list of texts, none of them empty");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a&b", "a=b", "client_id,audience", "a\\n", " a", "a ", "\u00e4", "a/b", "a[]", "~"})
    void aRequiredParameterHasAName(String name) {
        String misconfiguration = "'required-parameters' must be names of parameters, for example client_id";
        CONFIGURATIONS.assertMisconfiguration(
                "{'required-parameters': ['client_id', '" + name + "']}", misconfiguration);
        CONFIGURATIONS.assertMisconfiguration("{'required-parameters': '" + name + "'}", misconfiguration);
    }

    @Test
    void aNameHasALength() {
        assertThat(CONFIGURATIONS
                        .usable("{'required-parameters': ['" + "a".repeat(64) + "', 'A.b-c_9']}")
                        .rules()
                        .requiredParameters())
                .containsExactly("a".repeat(64), "A.b-c_9");
        CONFIGURATIONS.assertMisconfiguration(
                "{'required-parameters': ['" + "a".repeat(65) + "']}", "'required-parameters' must be names");
    }

    @ParameterizedTest
    @ValueSource(ints = {43, 44, 127, 128, 129, 255, 256})
    void aLengthIsJsonOrText(int length) {
        assertThat(CONFIGURATIONS
                        .usable("{'max-code-verifier-length': " + length + "}")
                        .rules()
                        .maxCodeVerifierLength())
                .isEqualTo(length);
        assertThat(CONFIGURATIONS
                        .usable("{'max-code-verifier-length': '" + length + "'}")
                        .rules()
                        .maxCodeVerifierLength())
                .isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "42", "'0'", "'42'", "'000'"})
    void aLengthIsNotTooShort(String value) {
        CONFIGURATIONS.assertMisconfiguration(
                "{'max-code-verifier-length': " + value + "}",
                "'max-code-verifier-length' must be a whole number of characters from 43 to 256");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "257",
                "'257'",
                "100000000000000000000",
                "'9999999999999999999999'",
                "4294967424",
                "-128",
                "'+128'",
                "128.0",
                "'128 '",
                "'1e2'",
                "'many'",
                "true",
                "[128]",
                "{}"
            })
    void aLengthIsAWholeNumberAndNotTooLong(String value) {
        CONFIGURATIONS.assertMisconfiguration(
                "{'max-code-verifier-length': " + value + "}",
                "'max-code-verifier-length' must be a whole number of characters from 43 to 256");
    }

    @Test
    void anUnknownOptionIsAnErrorThatNamesTheKnownOnes() {
        RequestRulesConfiguration read = CONFIGURATIONS.read("{'strict-parameter': true}");
        assertThat(read.misconfiguration()).hasValueSatisfying(text -> assertThat(text)
                .startsWith("token-request-rules: unknown option 'strict-parameter', the options are ")
                .contains(LISTS)
                .contains(FLAGS)
                .contains(LENGTH));
    }

    @Test
    void allErrorsAreNamed() {
        assertThat(CONFIGURATIONS
                        .read(
                                "{'x': 1, 'strict-parameters': 2, 'max-code-verifier-length': 3, 'required-parameters': [4]}")
                        .misconfiguration())
                .hasValueSatisfying(text -> assertThat(text)
                        .contains("'x'", "'strict-parameters'", "'max-code-verifier-length'", "'required-parameters'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "'text'", "1", "true"})
    void aConfigurationIsAnObject(String json) {
        CONFIGURATIONS.assertMisconfiguration(json, "the configuration must be a JSON object");
    }

    @Test
    void withoutAnyJsonThereIsAnError() {
        assertThat(new RequestRulesConfiguration(null).misconfiguration()).isPresent();
    }

    /** This is how Keycloak reads it when a profile is saved. */
    @Test
    void isMadeByJackson() {
        RequestRulesConfiguration read =
                CONFIGURATIONS.byJackson("{'strict-parameters': 'true', 'x': 1}", RequestRulesConfiguration.class);
        assertThat(read.rules().strictParameters()).isTrue();
        assertThat(read.misconfiguration()).isPresent();
    }
}
