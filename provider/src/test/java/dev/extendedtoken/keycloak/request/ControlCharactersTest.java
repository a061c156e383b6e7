package dev.extendedtoken.keycloak.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.utils.StringUtil;

class ControlCharactersTest {

    private static final String ALPHABET = "aZ09-._~:mM[]%;017BbFf\u001B\n\u0000\u007F é\uD83D";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "refresh_token",
                "urn:ietf:params:oauth:grant-type:device_code",
                "eyJhbGciOiJIUzUxMiJ9.eyJzaWQiOiJ4In0.c2ln",
                "eyJ\nhbGci",
                "a\u001B[31mb",
                "a%1b[0mb",
                "a%0ab",
                "a[0mb",
                "a%7Fb\u007F",
                "scope with blanks"
            })
    void removesWhatKeycloakRemoves(String text) {
        assertThat(ControlCharacters.remove(text)).isEqualTo(StringUtil.removeControlCharacters(text));
    }

    @Test
    void removesWhatKeycloakRemovesFromAnyText() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            String text = IntStream.range(0, random.nextInt(12))
                    .mapToObj(c -> ALPHABET.substring(random.nextInt(ALPHABET.length())))
                    .map(rest -> rest.substring(0, 1))
                    .reduce("", String::concat);
            assertThat(ControlCharacters.remove(text)).as(text).isEqualTo(StringUtil.removeControlCharacters(text));
        }
    }

    @Test
    void keepsEachCharacterThatIsNoControlCharacterByItself() {
        for (char c = 0; c < 256; c++) {
            String text = String.valueOf(c);
            assertThat(ControlCharacters.remove(text)).isEqualTo(StringUtil.removeControlCharacters(text));
        }
    }
}
