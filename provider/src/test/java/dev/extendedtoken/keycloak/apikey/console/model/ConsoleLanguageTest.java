package dev.extendedtoken.keycloak.apikey.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleLanguageTest {

    @ParameterizedTest
    @CsvSource({
        "de, de",
        "'de-CH, en;q=0.5', de",
        "'en;q=0.5, fr', fr",
        "'it, pt-BR;q=0.8, en;q=0.5', pt",
        "zh-Hant-TW, zh",
        "'nl, it', en",
        "'de;q=0', en",
        "*, en",
        "'', en",
        "';;q=x', en",
        "<script>, en"
    })
    void isTheFirstThatThePageHas(String accepted, String language) {
        assertThat(ConsoleLanguage.choose(accepted)).isEqualTo(language);
    }

    @Test
    void isEnglishWithoutAHeader() {
        assertThat(ConsoleLanguage.choose(null)).isEqualTo("en");
    }
}
