package dev.extendedtoken.keycloak.userjwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.extendedtoken.keycloak.support.Configurations;
import dev.extendedtoken.keycloak.userjwt.model.UserJwtPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserJwtConfigurationTest {

    private static final Configurations<UserJwtConfiguration> CONFIGURATIONS =
            new Configurations<>("user-jwt-enforcer", UserJwtConfiguration::new);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'issued-to': ['shop']}",
                "{'issued-to': 'shop'}",
                "{'issued-to': ['shop'], 'header': null, 'max-expired-seconds': null}",
                "{'issued-to': ['shop'], 'max-expired-seconds': ''}",
                "{'issued-to': ['shop'], 'header': 'x-user-jwt', 'max-expired-seconds': '0'}"
            })
    void onlyTheClientsHaveNoDefault(String json) {
        UserJwtConfiguration read = CONFIGURATIONS.usable(json);
        assertThat(read.policy()).isEqualTo(new UserJwtPolicy("x-user-jwt", List.of("shop"), 0));
        assertThat(read.requestHeaders()).containsExactly("x-user-jwt");
    }

    @Test
    void readsEveryOption() {
        UserJwtConfiguration read = CONFIGURATIONS.usable(
                "{'issued-to': ['shop', 'my app'], 'header': 'X-Partner-User', 'max-expired-seconds': 3600}");
        assertThat(read.policy()).isEqualTo(new UserJwtPolicy("X-Partner-User", List.of("shop", "my app"), 3600));
        assertThat(read.requestHeaders()).containsExactly("X-Partner-User");
        assertThat(read.validateConfig()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'issued-to': null}", "{'issued-to': ''}", "{'issued-to': []}"})
    void someClientMustBeNamed(String json) {
        CONFIGURATIONS.assertMisconfiguration(
                json, "'issued-to' must name at least one client by its client id, for example shop");
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
    void clientsAreTexts(String value) {
        CONFIGURATIONS.assertMisconfiguration(
                "{'issued-to': " + value + "}", "'issued-to' must be a list of texts, none of them empty");
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
    void aHeaderIsOneOfItsOwn(String value) {
        String json = "{'issued-to': ['shop'], 'header': " + value + "}";
        CONFIGURATIONS.assertMisconfiguration(
                json, "'header' must be the name of a request header of its own, for example x-user-jwt");
        assertThat(CONFIGURATIONS.read(json).requestHeaders()).isEmpty();
    }

    @Test
    void aHeaderHasALength() {
        assertThat(CONFIGURATIONS
                        .usable("{'issued-to': ['shop'], 'header': '" + "x".repeat(64) + "'}")
                        .policy()
                        .header())
                .hasSize(64);
        CONFIGURATIONS.assertMisconfiguration(
                "{'issued-to': ['shop'], 'header': '" + "x".repeat(65) + "'}", "'header' must be");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 60, 86_400, 2_592_000})
    void aTimeIsJsonOrText(int seconds) {
        assertThat(CONFIGURATIONS
                        .usable("{'issued-to': ['shop'], 'max-expired-seconds': " + seconds + "}")
                        .policy()
                        .maxExpired())
                .isEqualTo(seconds);
        assertThat(CONFIGURATIONS
                        .usable("{'issued-to': ['shop'], 'max-expired-seconds': '" + seconds + "'}")
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
    void aTimeIsAMonthAtMost(String value) {
        CONFIGURATIONS.assertMisconfiguration(
                "{'issued-to': ['shop'], 'max-expired-seconds': " + value + "}",
                "'max-expired-seconds' must be a whole number of seconds from 0 to 2592000");
    }

    @Test
    void anUnknownOptionIsAnErrorThatNamesTheKnownOnes() {
        assertThat(CONFIGURATIONS.read("{'issued-to': ['shop'], 'issuer': 'x'}").misconfiguration())
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("user-jwt-enforcer: unknown option 'issuer', the options are ")
                        .contains("header", "issued-to", "max-expired-seconds"));
    }

    @Test
    void allErrorsAreNamed() {
        assertThat(CONFIGURATIONS
                        .read("{'x': 1, 'header': 'Cookie', 'max-expired-seconds': -1}")
                        .misconfiguration())
                .hasValueSatisfying(
                        text -> assertThat(text).contains("'x'", "'header'", "'issued-to'", "'max-expired-seconds'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "'text'", "1", "true"})
    void aConfigurationIsAnObject(String json) {
        CONFIGURATIONS.assertMisconfiguration(json, "the configuration must be a JSON object");
    }

    @Test
    void withoutAnyJsonThereIsAnError() {
        assertThat(new UserJwtConfiguration(null).misconfiguration()).isPresent();
    }

    /** This is how Keycloak reads it when a profile is saved. */
    @Test
    void isMadeByJackson() {
        assertThat(CONFIGURATIONS
                        .byJackson("{'issued-to': ['shop']}", UserJwtConfiguration.class)
                        .policy()
                        .issuedTo())
                .containsExactly("shop");
    }

    @ParameterizedTest
    @CsvSource({"0, shop, 0", "3600, shop, 3600", "3600, app, 3600", "2592000, shop, 2592000"})
    void takesTokensOfItsClientsForItsTime(String configured, String issuedTo, int seconds) {
        assertThat(CONFIGURATIONS
                        .usable("{'issued-to': ['shop', 'app'], 'max-expired-seconds': " + configured + "}")
                        .expiryTolerance(issuedTo))
                .hasValue(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pub", "Shop", "shop ", "shop, app", ""})
    void takesNoOthers(String issuedTo) {
        assertThat(CONFIGURATIONS
                        .usable("{'issued-to': ['shop', 'app'], 'max-expired-seconds': 3600}")
                        .expiryTolerance(issuedTo))
                .isEmpty();
    }

    /** Corrected, it may take any of them. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'issued-to': ['shop'], 'max-expired-seconds': -1}", "null"})
    void aConfigurationThatCannotBeUsedMayTakeAnything(String json) {
        assertThat(CONFIGURATIONS.read(json).expiryTolerance("pub")).hasValue(2_592_000);
    }

    @Test
    void whatIsMadeOfATokenNeedsOneThatHasNotExpired() {
        UserJwtPolicy policy = new UserJwtPolicy("x-user-jwt", List.of("shop", "app"), 3600);
        assertThat(policy.notExpired()).isEqualTo(new UserJwtPolicy("x-user-jwt", List.of("shop", "app"), 0));
        assertThat(policy.notExpired().notExpired()).isEqualTo(policy.notExpired());
    }
}
