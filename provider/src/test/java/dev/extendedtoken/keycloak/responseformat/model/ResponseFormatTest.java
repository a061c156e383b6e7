package dev.extendedtoken.keycloak.responseformat.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.extendedtoken.keycloak.responseformat.ResponseFormatConfiguration;
import dev.extendedtoken.keycloak.support.Configurations;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers look like, and how that is configured. */
class ResponseFormatTest {

    private static final Configurations<ResponseFormatConfiguration> CONFIGURATIONS =
            new Configurations<>("token-response-format", ResponseFormatConfiguration::new);

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    static Stream<ResponseFormat> formats() {
        return Arrays.stream(TokenType.values()).flatMap(tokenType -> IntStream.range(0, 8)
                .mapToObj(bits -> new ResponseFormat((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, tokenType)));
    }

    @Test
    void noFormatIsKeycloaks() {
        assertThat(ResponseFormat.combine(List.of())).isEqualTo(ResponseFormat.DEFAULT);
        assertThat(ResponseFormat.DEFAULT).isEqualTo(new ResponseFormat(false, false, false, TokenType.UNCHANGED));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void oneFormatIsItself(ResponseFormat one) {
        assertThat(ResponseFormat.combine(List.of(one))).isEqualTo(one);
        assertThat(ResponseFormat.combine(List.of(one, ResponseFormat.DEFAULT))).isEqualTo(one);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void whatOneAsksForIsDone(ResponseFormat one) {
        formats().forEach(other -> {
            ResponseFormat both = new ResponseFormat(
                    one.envelope() || other.envelope(),
                    one.invalidClient() || other.invalidClient(),
                    one.requestId() || other.requestId(),
                    TokenType.values()[
                            Math.max(
                                    one.tokenType().ordinal(), other.tokenType().ordinal())]);
            assertThat(ResponseFormat.combine(List.of(one, other))).isEqualTo(both);
            assertThat(ResponseFormat.combine(List.of(other, ResponseFormat.DEFAULT, one, other)))
                    .isEqualTo(both);
        });
    }

    @Test
    void anEnvelopeHasOneErrorAndNoPage() throws Exception {
        JsonNode envelope = JSON.valueToTree(
                Envelope.forError(400, new OAuthError("invalid_grant", Optional.of("Code \"x\" not valid <\u00e9>"))));
        assertThat(envelope)
                .isEqualTo(
                        JSON.readTree(
                                """
                                {
                                  "meta": {"pagination": {"limit": 0, "offset": 0, "total_count": 0}},
                                  "errors": [{"httpcode": 400, "message": "Code \\"x\\" not valid <\u00e9>"}]
                                }"""));
        assertThat(envelope.fieldNames()).toIterable().containsExactly("meta", "errors");
        assertThat(envelope.at("/errors/0").fieldNames()).toIterable().containsExactly("httpcode", "message");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 405, 415, 429, 500, 503})
    void withoutADescriptionTheErrorIsTheMessage(int status) {
        assertThat(Envelope.forError(status, new OAuthError("slow_down", Optional.empty()))
                        .errors())
                .containsExactly(new Envelope.ErrorItem(status, "slow_down"));
    }

    @ParameterizedTest
    @CsvSource({
        "unauthorized_client, true",
        "invalid_client, false",
        "Unauthorized, false",
        "UNAUTHORIZED_CLIENT, false",
        "'', false"
    })
    void knowsKeycloaksNameForAFailedAuthentication(String error, boolean known) {
        assertThat(new OAuthError(error, Optional.of("x")).isUnauthorizedClient())
                .isEqualTo(known);
        assertThat(new OAuthError(error, Optional.empty()).isUnauthorizedClient())
                .isEqualTo(known);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "0", "-", "..", "ABCxyz_019.-", "6f1f0e0c-3b5f-4c53-9f0e-1f2a3b4c5d6e", "01HZX3V7Q8.retry-2"
            })
    void aHarmlessIdIsKept(String sent) {
        assertThat(RequestId.choose(List.of(sent))).isEqualTo(sent);
    }

    @Test
    void anIdHasALength() {
        assertThat(RequestId.choose(List.of("a".repeat(128)))).isEqualTo("a".repeat(128));
        assertNew(List.of("a".repeat(129)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " a",
                "a ",
                "a b",
                "a,b",
                "a\n",
                "a\r\nSet-Cookie: x=y",
                "a\u0000",
                "<script>",
                "a\"",
                "a;b",
                "a/b",
                "a:b",
                "${jndi:ldap://x}",
                "\u00e9",
                "\u0661",
                "\uff41"
            })
    void anyOtherIdIsReplaced(String sent) {
        assertNew(List.of(sent));
    }

    @Test
    void noneOrSeveralIdsAreReplaced() {
        assertNew(List.of());
        assertNew(List.of("a", "a"));
        assertNew(List.of("a", "b"));
        assertThat(RequestId.choose(List.of())).isNotEqualTo(RequestId.choose(List.of()));
    }

    private static void assertNew(List<String> sent) {
        String id = RequestId.choose(sent);
        assertThat(sent).doesNotContain(id);
        assertThat(UUID.fromString(id)).hasToString(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'error-format': null, 'invalid-client': null, 'request-id': null, 'token-type': null}",
                "{'error-format': '', 'invalid-client': '', 'request-id': '', 'token-type': ''}",
                "{'error-format': 'oauth', 'invalid-client': false, 'request-id': 'false'}"
            })
    void keycloaksUnlessItIsSet(String json) throws Exception {
        assertThat(CONFIGURATIONS.usable(json).format()).isEqualTo(ResponseFormat.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void readsEveryOption(ResponseFormat format) throws Exception {
        String errors = "{'error-format': '" + (format.envelope() ? "envelope" : "oauth") + "', 'token-type': '"
                + format.tokenType().text() + "', ";
        String json = errors + "'invalid-client': " + format.invalidClient() + ", 'request-id': " + format.requestId();
        String text = errors + "'invalid-client': '" + format.invalidClient() + "', 'request-id': '"
                + format.requestId() + "'";
        assertThat(CONFIGURATIONS.usable(json + "}").format()).isEqualTo(format);
        assertThat(CONFIGURATIONS.usable(text + "}").format()).isEqualTo(format);
        assertThat(CONFIGURATIONS.usable(json + "}").validateConfig()).isTrue();
        assertThat(CONFIGURATIONS.usable(json + "}").requestHeaders()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'Envelope'", "'envelope '", "' '", "'json'", "true", "1", "['envelope']", "{}"})
    void thereAreTwoErrorFormats(String value) throws Exception {
        CONFIGURATIONS.assertMisconfiguration(
                "{'error-format': " + value + "}", "'error-format' must be oauth or envelope");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'BEARER'", "'Bearer '", "' '", "'DPoP'", "'oauth'", "true", "1", "['bearer']", "{}"})
    void thereAreTwoTokenTypes(String value) throws Exception {
        CONFIGURATIONS.assertMisconfiguration("{'token-type': " + value + "}", "'token-type' must be Bearer or bearer");
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer, Bearer, bearer",
        "bearer, Bearer, bearer",
        "BEARER, Bearer, bearer",
        "DPoP, DPoP, DPoP",
        "dpop, dpop, dpop",
        "N_A, N_A, N_A",
        "'Bearer ', 'Bearer ', 'Bearer '",
        "'', '', ''",
        ",,"
    })
    void onlyTheCaseOfBearerChanges(String tokenType, String bearer, String lowerCase) {
        assertThat(TokenType.UNCHANGED.write(tokenType)).isEqualTo(tokenType);
        assertThat(TokenType.BEARER.write(tokenType)).isEqualTo(bearer);
        assertThat(TokenType.LOWER_CASE.write(tokenType)).isEqualTo(lowerCase);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'TRUE'", "'on'", "' '", "1", "0", "[]", "[true]", "{}"})
    void aSwitchIsOnOrOff(String value) throws Exception {
        for (String option : List.of("invalid-client", "request-id")) {
            CONFIGURATIONS.assertMisconfiguration(
                    "{'" + option + "': " + value + "}", "'" + option + "' must be true or false");
        }
    }

    @Test
    void anUnknownOptionIsAMisconfigurationWithTheKnownOnes() throws Exception {
        assertThat(CONFIGURATIONS.read("{'envelope': true}").misconfiguration())
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("token-response-format: unknown option 'envelope', the options are ")
                        .contains("error-format", "invalid-client", "request-id", "token-type"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "'text'", "1", "true"})
    void aConfigurationIsAnObject(String json) throws Exception {
        CONFIGURATIONS.assertMisconfiguration(json, "the configuration must be a JSON object");
    }

    @Test
    void withoutAnyJsonThereIsAMisconfiguration() {
        assertThat(new ResponseFormatConfiguration(null).misconfiguration()).isPresent();
    }

    /** This is how Keycloak reads it when a profile is saved. */
    @Test
    void isMadeByJackson() throws Exception {
        assertThat(CONFIGURATIONS
                        .byJackson("{'request-id': true}", ResponseFormatConfiguration.class)
                        .format())
                .isEqualTo(new ResponseFormat(false, false, true, TokenType.UNCHANGED));
    }
}
