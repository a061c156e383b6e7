package dev.extendedtoken.keycloak.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.util.JsonSerialization;

/** The options of the executor, as the Admin Console and as JSON writes them. */
class ApiKeyEnforcerConfigurationTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                     | x-api-key |",
                "{'header':'x-key'}                     | x-key     |",
                "{'max-key-lifetime':0}                 | x-api-key |",
                "{'max-key-lifetime':'0'}               | x-api-key |",
                "{'max-key-lifetime':''}                | x-api-key |",
                "{'max-key-lifetime':'86400'}           | x-api-key | 86400",
                "{'max-key-lifetime':315360000}         | x-api-key | 315360000"
            })
    void valid(String json, String header, Long maxKeyLifetime) throws JsonProcessingException {
        ApiKeyEnforcerConfiguration configuration = read(json);
        assertThat(configuration.misconfiguration()).isEmpty();
        assertThat(configuration.header()).isEqualTo(header);
        assertThat(configuration.maxKeyLifetime())
                .isEqualTo(Optional.ofNullable(maxKeyLifetime).map(Duration::ofSeconds));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "{'max-key-lifetime':-1}",
                "{'max-key-lifetime':1.5}",
                "{'max-key-lifetime':315360001}",
                "{'max-key-lifetime':99999999999999999999999}",
                "{'max-key-lifetime':'a year'}",
                "{'max-key-lifetime':true}",
                "{'max-key-lifetime':[60]}"
            })
    void invalid(String json) throws JsonProcessingException {
        assertThat(read(json).misconfiguration())
                .contains("api-key-enforcer: 'max-key-lifetime' must be a whole number of seconds from 0 to 315360000");
    }

    private static ApiKeyEnforcerConfiguration read(String json) throws JsonProcessingException {
        return new ApiKeyEnforcerConfiguration(JsonSerialization.mapper.readTree(json.replace('\'', '"')));
    }
}
