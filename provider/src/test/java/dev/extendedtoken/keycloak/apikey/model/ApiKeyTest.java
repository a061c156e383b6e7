package dev.extendedtoken.keycloak.apikey.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.common.util.SecretGenerator;

/** The form of a key. */
class ApiKeyTest {

    @Test
    void aNewKeyHasItsForm() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            ApiKey key = ApiKey.generate(SecretGenerator.getInstance().randomBytes());
            assertThat(key.reveal()).matches("kck_[0-9A-Za-z]{49}");
            assertThat(key.isGenerated()).isTrue();
            assertThat(ApiKey.parse(key.reveal())).contains(key);
            assertThat(seen.add(key.reveal())).isTrue();
        }
    }

    @Test
    void aMistypedKeyFailsTheChecksum() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            char[] text = ApiKey.generate(SecretGenerator.getInstance().randomBytes())
                    .reveal()
                    .toCharArray();
            int place = 4 + random.nextInt(49);
            text[place] = text[place] == 'x' ? 'y' : 'x';
            assertThat(ApiKey.parse(new String(text)).orElseThrow().isGenerated())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 53, 512})
    void aKeyBroughtAlongMayBeOfThisLength(int length) {
        assertThat(ApiKey.parse("!".repeat(length)))
                .hasValueSatisfying(key -> assertThat(key.isGenerated()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 513, 7_000})
    void andNotOfThis(int length) {
        assertThat(ApiKey.parse("a".repeat(length))).isEmpty();
    }

    @Test
    void onlyVisibleAsciiIsAKey() {
        for (int c = 0; c <= 0xFFFF; c++) {
            String text = "a".repeat(40) + (char) c;
            assertThat(ApiKey.parse(text).isPresent()).as("U+%04X", c).isEqualTo(c > ' ' && c <= '~');
        }
    }

    @Test
    void isNotToldByAccident() {
        ApiKey key = ApiKey.generate(SecretGenerator.getInstance().randomBytes());
        assertThat(key.toString())
                .doesNotContain(key.reveal().substring(4))
                .contains(key.hash().id());
    }

    @Test
    void idIsTheBeginningOfTheSha256() {
        ApiKey key = ApiKey.parse("a-key-that-a-partner-had-already-held").orElseThrow();
        assertThat(key.hash().hex()).isEqualTo("03710b14695badcf4e50246b11dcb92d75d7059364766336dc76ca2ed4df0bf1");
        assertThat(key.hash().id()).isEqualTo("03710b14695badcf");
    }

    @Test
    void base62KeepsItsWidth() {
        assertThat(Base62.encode(BigInteger.ZERO, 3)).isEqualTo("000");
        assertThat(Base62.encode(BigInteger.valueOf(61), 3)).isEqualTo("00z");
        assertThat(Base62.encode(BigInteger.valueOf(62), 3)).isEqualTo("010");
        BigInteger largest = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);
        assertThat(Base62.encode(largest, 43)).hasSize(43);
        assertThatThrownBy(() -> Base62.encode(BigInteger.valueOf(62), 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
