package dev.extendedtoken.keycloak.outofband;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page has all its words in all its languages. */
class MessagesTest {

    @ParameterizedTest
    @ValueSource(strings = {"de", "fr", "es", "pt", "ja", "ar", "zh"})
    void noWordIsMissing(String language) throws IOException {
        Properties english = messages("en");
        Properties messages = messages(language);
        assertThat(messages.keySet()).isEqualTo(english.keySet());
        messages.forEach((key, text) -> assertThat(text.toString())
                .as(key.toString())
                .isNotBlank()
                .satisfies(own -> assertThat(own.contains("{0}"))
                        .isEqualTo(english.get(key).toString().contains("{0}"))));
    }

    /** Keycloak looks up in Portuguese what it has no word for in Brazilian. */
    @ParameterizedTest
    @ValueSource(strings = {"pt_BR"})
    void noWordTooMany(String language) throws IOException {
        assertThat(messages("en").keySet()).containsAll(messages(language).keySet());
        assertThat(messages(language).stringPropertyNames()).contains("outOfBandAgainTitle", "outOfBandAgainNext");
    }

    private static Properties messages(String language) throws IOException {
        String file = "/theme-resources/messages/messages_" + language + ".properties";
        try (InputStream stream = MessagesTest.class.getResourceAsStream(file)) {
            Properties messages = new Properties();
            messages.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            return messages;
        }
    }
}
