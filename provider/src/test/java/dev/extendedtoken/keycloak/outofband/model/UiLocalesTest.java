package dev.extendedtoken.keycloak.outofband.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keycloak.locale.DefaultLocaleSelectorProvider;

class UiLocalesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de         | de",
                "de-AT      | de",
                "de-CH      | de-CH",
                "fr de      | de",
                "pt-BR      | pt-BR",
                "pt         | pt-BR",
                "pt-PT      | ",
                "pt-PT en   | en",
                "fr         | ",
                "en_US x- ! | ",
                "''         | ",
            })
    void isTheFirstThatIsSupported(String wanted, String best) {
        List<Locale> supported = Stream.of("en", "de", "de-CH", "pt-BR")
                .map(Locale::forLanguageTag)
                .toList();

        assertThat(UiLocales.parse(wanted).bestOf(supported))
                .isEqualTo(Optional.ofNullable(best).map(Locale::forLanguageTag));
    }

    static Stream<List<Locale>> supported() {
        List<String> tags = List.of("en", "en-US", "en-GB", "de", "de-AT", "pt-BR", "zh-CN", "zh-TW");
        return Stream.iterate(0, set -> set < 1 << tags.size(), set -> set + 1)
                .map(set -> Stream.iterate(0, i -> i < tags.size(), i -> i + 1)
                        .filter(i -> (set & 1 << i) != 0)
                        .map(tags::get)
                        .map(Locale::forLanguageTag)
                        .toList());
    }

    /** Of what Keycloak says later in the login, in versions in which it may be asked. */
    @ParameterizedTest
    @MethodSource("supported")
    void saysWhatKeycloakSays(List<Locale> supported) {
        List<String> tags =
                List.of("en", "en-US", "en-AU", "de", "de-AT", "de-CH", "pt", "pt-PT", "zh", "fr", "de-AT en", "");

        assertThat(tags).allSatisfy(wanted -> assertThat(UiLocales.parse(wanted).bestOf(supported))
                .as("%s of %s", wanted, supported)
                .isEqualTo(Optional.ofNullable(
                        DefaultLocaleSelectorProvider.findBestMatchingLocale(supported, wanted.split(" ")))));
    }

    @Test
    void nothingIsSupported() {
        assertThat(UiLocales.parse("de").bestOf(List.of())).isEmpty();
    }
}
